using System.Globalization;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>A run's status as lines for a person who asks once.</summary>
internal static class StatusReport
{
    /// <summary>The lines: the run, its learning, its gradients, then each node and each standby.</summary>
    public static IEnumerable<string> Lines(TrainingStatus status)
    {
        yield return Invariant($"run          {status.Run}: {status.Environment}, seed {status.Seed}, term {status.Term}, {Phase(status)} for {Duration(status.ElapsedSeconds)}");
        yield return Invariant($"progress     version {Count(status.Version)}, {Count(status.EnvironmentSteps)} of {Count(status.MaxSteps)} steps ({StatusText.Percent(status)}), ") +
            $"{StatusText.Rate(status.StepsPerSecond)} steps/s, {StatusText.Rate(status.GradientsPerSecond)} gradients/s";
        yield return $"return       {StatusText.Return(status.EpisodeReturnMean)} over the last training episodes ({Count(status.Episodes)} so far)";
        yield return $"evaluation   {Evaluation(status)}";
        yield return $"staleness    {StalenessOf(status)}";
        yield return $"gradients    {StatusText.Rejected(status)}, lost {Count(status.GradientsLost)}; worker failures {Count(status.WorkerFailures)}";
        foreach (var node in status.Nodes)
        {
            yield return NodeLine(status, node);
            foreach (var worker in node.Workers)
                yield return WorkerLine(worker);
        }

        if (status.Nodes.Count == 0)
            yield return "nodes        none has joined yet";
        foreach (var standby in status.Standbys)
            yield return Invariant($"standby      {standby.Node}: {(standby.IsInSync ? "in sync" : "behind")}, {Held(standby)}");
        if (status.Standstill.Length > 0)
            yield return $"standstill   {status.Standstill}";
    }

    private static string NodeLine(TrainingStatus status, WorkerNodeStatus node) =>
        $"node         {node.Node}: {StatusText.Rate(node.Workers.Sum(worker => worker.StepsPerSecond))} steps/s, " +
        $"{Count(status.Version - node.AcknowledgedVersion)} versions behind, {Count(node.VersionsSkipped)} skipped, {StatusText.Rejected(node.Rejections)}";

    private static string WorkerLine(WorkerStatus worker) =>
        Invariant($"  worker {worker.Worker,-4} {StatusText.Rate(worker.StepsPerSecond)} steps/s, applied {Count(worker.GradientsApplied)}, ") +
        Invariant($"rejected {Count(worker.GradientsRejected)}, staleness mean {Mean(worker.StalenessMean)}, max {worker.StalenessMaximum}, failures {worker.Failures}");

    private static string Mean(double staleness) => double.IsNaN(staleness) ? "–" : Invariant($"{staleness:F2}");

    private static string Held(StandbyStatus standby) =>
        standby.AcknowledgedVersion < 0 ? "holds nothing yet" : $"holds version {Count(standby.AcknowledgedVersion)}";

    private static string Evaluation(TrainingStatus status) => status.LastEvaluation is { } evaluation
        ? Invariant($"{evaluation.ReturnMean:F1} ± {evaluation.ReturnDeviation:F1} over {evaluation.Episodes} greedy episodes at {Count(evaluation.EnvironmentSteps)} steps")
        : "none yet";

    /// <summary>"mean 0.9, max 3; 0: 25 %, 1: 70 %, 2: 5 %".</summary>
    private static string StalenessOf(TrainingStatus status)
    {
        var total = status.StalenessHistogram.Sum();
        if (total == 0)
            return "no gradient was applied yet";
        var last = status.StalenessHistogram.Count - 1;
        var shares = status.StalenessHistogram
            .Select((count, staleness) => (count, Label: Invariant($"{staleness}{(staleness == last ? "+" : "")}")))
            .Where(entry => entry.count > 0)
            .Select(entry => Invariant($"{entry.Label}: {100.0 * entry.count / total:F1} %"));
        return Invariant($"mean {status.StalenessMean:F2}, max {status.StalenessMaximum}; {string.Join(", ", shares)}");
    }

    private static string Phase(TrainingStatus status) => status.Phase switch
    {
        TrainingPhase.AwaitingWorkers => "awaiting workers",
        TrainingPhase.Training => "training",
        _ => "over, trained",
    };

    private static string Duration(double seconds) =>
        seconds < 120 ? Invariant($"{seconds:F1} s") : TimeSpan.FromSeconds(Math.Floor(seconds)).ToString("c", CultureInfo.InvariantCulture);

    private static string Count(long count) => StatusText.Count(count);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

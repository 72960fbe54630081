using System.Globalization;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>How the numbers of a run are written for a person.</summary>
internal static class StatusText
{
    public static string Line(TrainingStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count(status.EnvironmentSteps)} steps ({Percent(status)}{TimeLeft(status)}), {Rate(status.StepsPerSecond)} steps/s, " +
        $"return {Return(status.EpisodeReturnMean)}, evaluation {Return(status.LastEvaluation?.ReturnMean ?? double.NaN)}, " +
        $"version {Count(status.Version)}, {Staleness(status)}, {Rejected(status)}, workers {Workers(status)}");

    public static string Line(PolicyEvaluated evaluation) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count(evaluation.EnvironmentSteps)} steps: {(evaluation.Round == 0 ? "evaluation" : "confirmation with other seeds")} " +
        $"{evaluation.ReturnMean:F1} ± {evaluation.ReturnDeviation:F1} over {evaluation.Episodes} greedy episodes");

    public static string Staleness(TrainingStatus status) =>
        double.IsNaN(status.StalenessMean)
            ? "staleness –"
            : string.Create(CultureInfo.InvariantCulture, $"staleness mean {status.StalenessMean:F2}, max {status.StalenessMaximum}");

    /// <summary>"0: 61,000/s, 1: 60,000/s (2 failures)"; at most eight, then how many more there are.</summary>
    public static string Workers(TrainingStatus status)
    {
        const int shown = 8;
        var workers = status.Nodes.SelectMany(node => node.Workers).ToArray();
        if (workers.Length == 0)
            return "none has joined yet";
        var rates = workers.Take(shown).Select(worker => $"{worker.Worker}: {Rate(worker.StepsPerSecond)}/s{Failures(worker)}");
        return string.Join(", ", rates) + (workers.Length > shown ? $" and {Count(workers.Length - shown)} more" : "");
    }

    /// <summary>"rejected 0", or "rejected 3 (too stale 2, non finite 1)".</summary>
    public static string Rejected(TrainingStatus status) => Rejected(status.Rejections);

    /// <inheritdoc cref="Rejected(TrainingStatus)"/>
    public static string Rejected(IEnumerable<RejectionCount> rejections)
    {
        var reasons = rejections.Where(rejection => rejection.Count > 0).OrderByDescending(rejection => rejection.Count).ToArray();
        return reasons.Length == 0
            ? "rejected 0"
            : $"rejected {Count(reasons.Sum(reason => reason.Count))} ({string.Join(", ", reasons.Select(Rejected))})";
    }

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => Count((long)perSecond);

    public static string Return(double value) => double.IsNaN(value) ? "–" : value.ToString("F1", CultureInfo.InvariantCulture);

    public static string Percent(TrainingStatus status) =>
        (Fraction(status) * 100).ToString("F0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Share of the budget that is used up, 0 … 1.</summary>
    public static double Fraction(TrainingStatus status) => Math.Clamp((double)status.EnvironmentSteps / status.MaxSteps, 0, 1);

    /// <summary>", at most 40 s left" until the budget is used up at the present rate; empty while there is none, and at the end.</summary>
    public static string TimeLeft(TrainingStatus status)
    {
        if (!(status.StepsPerSecond > 0) || status.Phase == TrainingPhase.Completed)
            return "";
        var seconds = Math.Max(0, status.MaxSteps - status.EnvironmentSteps) / status.StepsPerSecond;
        return seconds switch
        {
            < 90 => string.Create(CultureInfo.InvariantCulture, $", at most {seconds:F0} s left"),
            < 5_400 => string.Create(CultureInfo.InvariantCulture, $", at most {seconds / 60:F0} min left"),
            _ => string.Create(CultureInfo.InvariantCulture, $", at most {seconds / 3_600:F1} h left"),
        };
    }

    private static string Failures(WorkerStatus worker) => worker.Failures switch
    {
        0 => "",
        1 => " (1 failure)",
        _ => $" ({Count(worker.Failures)} failures)",
    };

    private static string Rejected(RejectionCount rejection) => $"{Words(rejection.Reason)} {Count(rejection.Count)}";

    /// <summary>"TooStale" → "too stale".</summary>
    private static string Words(GradientRejectionReason reason) =>
        string.Concat(reason.ToString().Select((letter, i) => (i > 0 && char.IsUpper(letter) ? " " : "") + char.ToLowerInvariant(letter)));
}

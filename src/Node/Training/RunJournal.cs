using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>Turns what the learner reports into what the run folder keeps. A plain class; an actor feeds it.</summary>
/// <param name="recorder">Writes the files.</param>
/// <param name="plan">What is trained.</param>
/// <param name="planJson">The plan as it stands in plan.json; the policy's metadata has it too, so that the file explains itself.</param>
/// <param name="layout">Names the parameters.</param>
/// <param name="rewardThreshold">From which mean return on the environment counts as solved.</param>
/// <param name="commandLine">The command line as it was given.</param>
public sealed class RunJournal(
    RunRecorder recorder,
    TrainingOptions plan,
    string planJson,
    ParameterLayout layout,
    double rewardThreshold,
    string commandLine)
{
    private PolicyEvaluated? _lastEvaluation;
    private TimeSpan? _solvedAfter;

    /// <summary>Writes a row of metrics.</summary>
    public void OnMetrics(MetricsRecorded metrics) => recorder.Record(MetricsRow.Of(metrics));

    /// <summary>Remembers an evaluation for the summary.</summary>
    public void OnEvaluation(EvaluationRecorded evaluation)
    {
        var result = evaluation.Result;
        _lastEvaluation = result;
        if (result.Round == 0)
            recorder.RecordEvaluation(new EvaluationPoint(result.EnvironmentSteps, result.ReturnMean, result.ReturnDeviation));
        if (result.Round == 1 && result.ReturnMean >= rewardThreshold)
            _solvedAfter ??= evaluation.Elapsed;
    }

    /// <summary>Saves the policy: the run goes on without this process.</summary>
    public void OnLearnerMadeWay(LearnerMadeWay madeWay) => recorder.SavePolicy(TensorsOf(madeWay.Parameters), MetadataOf(madeWay.Parameters));

    /// <summary>
    /// Writes the policy, the picture and the summary. The policy is the one that solved the environment or, if none did, the newest.
    /// </summary>
    /// <param name="completed">The learner's last word.</param>
    /// <param name="now">When it came.</param>
    public RunSummary Complete(RunCompleted completed, DateTimeOffset now)
    {
        var status = completed.Status;
        var policy = completed.Solved?.Parameters ?? completed.FinalParameters;
        var summary = new RunSummary
        {
            Outcome = completed.Outcome,
            Explanation = completed.Explanation,
            SolvedAt = completed.Solved is { } solved
                ? new SolvedPoint(
                    solved.Parameters.EnvironmentSteps,
                    solved.Parameters.Version,
                    (_solvedAfter ?? TimeSpan.FromSeconds(status.ElapsedSeconds)).TotalSeconds,
                    SummaryOf(solved.FirstEvaluation),
                    SummaryOf(solved.Confirmation))
                : null,
            Environment = plan.Environment,
            Seed = plan.Seed,
            Workers = plan.Workers,
            StartedAt = now - TimeSpan.FromSeconds(status.ElapsedSeconds),
            WallSeconds = status.ElapsedSeconds,
            EnvironmentSteps = status.EnvironmentSteps,
            StepsPerSecond = status.ElapsedSeconds > 0 ? status.EnvironmentSteps / status.ElapsedSeconds : 0,
            Episodes = status.Episodes,
            Version = status.Version,
            FinalEvaluation = _lastEvaluation is null ? null : SummaryOf(_lastEvaluation),
            Staleness = new StalenessSummary(status.StalenessMean, status.StalenessMaximum, status.StalenessHistogram),
            GradientsRejected = status.Rejections.ToDictionary(rejection => rejection.Reason, rejection => rejection.Count),
            GradientsLost = status.GradientsLost,
            WorkerFailures = status.WorkerFailures,
            EvaluationsSkipped = status.EvaluationsSkipped,
            CommandLine = commandLine,
            Packages = PackageVersions.Collect(),
            Machine = MachineDescription.Current(),
        };
        recorder.Complete(summary, TensorsOf(policy), MetadataOf(policy), rewardThreshold);
        return summary;
    }

    private IReadOnlyList<NamedTensor> TensorsOf(ParameterSnapshot policy) =>
        [.. layout.Parameters.Select(parameter => new NamedTensor(
            parameter.Name, parameter.Shape, policy.Values.Memory.Slice(parameter.Offset, parameter.Count)))];

    private Dictionary<string, string> MetadataOf(ParameterSnapshot policy) => new(StringComparer.Ordinal)
    {
        ["plan"] = planJson,
        ["version"] = FormattableString.Invariant($"{policy.Version}"),
        ["environment_steps"] = FormattableString.Invariant($"{policy.EnvironmentSteps}"),
        ["layout_fingerprint"] = $"{layout.Fingerprint:x16}",
    };

    private static EvaluationSummary SummaryOf(PolicyEvaluated result) => new(
        result.EnvironmentSteps,
        result.Version,
        result.Episodes,
        result.ReturnMean,
        result.ReturnDeviation,
        result.ReturnMinimum,
        result.ReturnMaximum);
}

using ActorCritic.Distributed.Learner.Progress;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>
/// The state of a run at one moment: a line of metrics.csv, a point of every TensorBoard chart. docs/algorithm.md, section Metrics, defines
/// each.
/// </summary>
/// <remarks>
/// Counts run from the start of the run; unless said otherwise a mean is over the gradients applied since the previous row. Null: not measured.
/// </remarks>
public sealed record MetricsRow
{
    /// <summary>Seconds since the first worker node registered.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Environment steps behind <see cref="Version"/>: those of the gradients applied so far.</summary>
    public required long EnvironmentSteps { get; init; }

    /// <summary>Version of the parameters: gradients applied so far.</summary>
    public required long Version { get; init; }

    /// <summary>Training episodes that have ended so far.</summary>
    public required long Episodes { get; init; }

    /// <summary>
    /// Mean undiscounted return of the last 100 training episodes (fewer at the start), sampled actions; null before the first ends.
    /// </summary>
    public double? EpisodeReturnMean { get; init; }

    /// <summary>Mean length of the same episodes, in steps; null before the first ends.</summary>
    public double? EpisodeLengthMean { get; init; }

    /// <summary>Environment steps per second, over the last seconds.</summary>
    public double? StepsPerSecond { get; init; }

    /// <summary>Gradients applied per second, over the last seconds.</summary>
    public double? GradientsPerSecond { get; init; }

    /// <summary>Mean policy term of the loss.</summary>
    public double? PolicyLoss { get; init; }

    /// <summary>Mean value term of the loss, before its coefficient.</summary>
    public double? ValueLoss { get; init; }

    /// <summary>Mean entropy of the policy over the visited observations, nats, from 0 to ln(action count).</summary>
    public double? Entropy { get; init; }

    /// <summary>Mean global 2-norm of the gradients before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>
    /// Mean of 1 − Var[return − value] / Var[return] over the rollouts: 1 is a perfect critic, ≤ 0 is no better than a constant.
    /// </summary>
    public double? ExplainedVariance { get; init; }

    /// <summary>Learning rate of the newest update.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Entropy coefficient at <see cref="EnvironmentSteps"/>.</summary>
    public double? EntropyCoefficient { get; init; }

    /// <summary>Mean staleness of the gradients applied: versions between the parameters used and the parameters updated.</summary>
    public double? StalenessMean { get; init; }

    /// <summary>Largest staleness of the gradients applied, versions.</summary>
    public long? StalenessMax { get; init; }

    /// <summary>Gradients rejected so far, for whatever reason.</summary>
    public required long GradientsRejected { get; init; }

    /// <summary>Mean undiscounted return of the newest greedy evaluation if it ended since the previous row, else null.</summary>
    public double? EvaluationReturnMean { get; init; }

    /// <summary>Standard deviation of the returns of that evaluation, else null.</summary>
    public double? EvaluationReturnStd { get; init; }

    /// <summary>The row of what the learner recorded; its NaN, for what was not measured, becomes null.</summary>
    public static MetricsRow Of(MetricsRecorded recorded) => new()
    {
        WallSeconds = recorded.Elapsed.TotalSeconds,
        EnvironmentSteps = recorded.EnvironmentSteps,
        Version = recorded.Version,
        Episodes = recorded.Episodes,
        EpisodeReturnMean = Measured(recorded.EpisodeReturnMean),
        EpisodeLengthMean = Measured(recorded.EpisodeLengthMean),
        StepsPerSecond = Measured(recorded.StepsPerSecond),
        GradientsPerSecond = Measured(recorded.GradientsPerSecond),
        PolicyLoss = Measured(recorded.PolicyLoss),
        ValueLoss = Measured(recorded.ValueLoss),
        Entropy = Measured(recorded.Entropy),
        GradientNorm = Measured(recorded.GradientNorm),
        ExplainedVariance = Measured(recorded.ExplainedVariance),
        LearningRate = Measured(recorded.LearningRate),
        EntropyCoefficient = Measured(recorded.EntropyCoefficient),
        StalenessMean = Measured(recorded.StalenessMean),
        StalenessMax = recorded.StalenessMaximum,
        GradientsRejected = recorded.GradientsRejected,
        EvaluationReturnMean = recorded.Evaluation?.ReturnMean,
        EvaluationReturnStd = recorded.Evaluation?.ReturnDeviation,
    };

    private static double? Measured(double value) => double.IsNaN(value) ? null : value;
}

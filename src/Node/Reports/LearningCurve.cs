namespace ActorCritic.Distributed.Node.Reports;

/// <summary>A greedy evaluation in the picture.</summary>
/// <param name="EnvironmentSteps">Environment steps behind the parameters that were evaluated.</param>
/// <param name="ReturnMean">Mean undiscounted return over its episodes.</param>
/// <param name="ReturnStd">Standard deviation of those returns.</param>
public readonly record struct EvaluationPoint(long EnvironmentSteps, double ReturnMean, double ReturnStd);

/// <summary>What the picture of a run shows.</summary>
public sealed record LearningCurve
{
    /// <summary>Id of the environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of workers.</summary>
    public required int Workers { get; init; }

    /// <summary>Mean return at which the environment counts as solved; null or not finite: it has none.</summary>
    public double? RewardThreshold { get; init; }

    /// <summary>Where it was solved; null if it was not.</summary>
    public long? SolvedAtStep { get; init; }

    /// <summary>Metrics in the order of their steps, for the mean training return; may be empty.</summary>
    public required IReadOnlyList<MetricsRow> Rows { get; init; }

    /// <summary>Greedy evaluations in the order of their steps; may be empty.</summary>
    public IReadOnlyList<EvaluationPoint> Evaluations { get; init; } = [];
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>What is to be measured, checked.</summary>
public sealed record BenchmarkRequest
{
    /// <summary>The hyperparameters of every run but for what is varied: the environment's preset.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The environment that is trained on.</summary>
    public required EnvironmentSpec Environment { get; init; }

    /// <summary>What computes the networks, one after the other; at least one.</summary>
    public required IReadOnlyList<PolicyBackend> Backends { get; init; }

    /// <summary>Numbers of workers to train with; none leaves throughput out.</summary>
    public required IReadOnlyList<int> Workers { get; init; }

    /// <summary>Rollouts to train with; at least one.</summary>
    public required IReadOnlyList<RolloutShape> Shapes { get; init; }

    /// <summary>How long each combination is measured, after it has warmed up; above 0.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Environment steps between two evaluations while throughput is measured.</summary>
    public required long EvaluationInterval { get; init; }

    /// <summary>Runs until solved with the seeds 1 … this; 0 leaves them out.</summary>
    public required int Seeds { get; init; }

    /// <summary>Whether the result is one JSON document instead of tables.</summary>
    public bool Json { get; init; }

    /// <summary>Whether nothing is said before the result.</summary>
    public bool Quiet { get; init; }
}

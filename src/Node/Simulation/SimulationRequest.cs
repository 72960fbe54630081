using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>A simulated cluster as it was asked for.</summary>
public sealed record SimulationRequest
{
    /// <summary>What to train; its folder takes one folder for each learner process, and the report.</summary>
    public required TrainRequest Training { get; init; }

    /// <summary>Workers of each worker node, ≥ 1.</summary>
    public required int WorkersPerNode { get; init; }

    /// <summary>Most versions, ≥ 1, that the takeover of a process that stands by may go back.</summary>
    public required long ReplicateEvery { get; init; }

    /// <summary>A number that was drawn for this simulation, see <see cref="Cluster.LearnerRequest.Mark"/>.</summary>
    public required ulong Mark { get; init; }

    /// <summary>Seed of the faults that are drawn and of nothing else; null where none are drawn and no promise is checked.</summary>
    public ulong? Chaos { get; init; }

    /// <summary>Whether each node is an operating-system process of its own.</summary>
    public bool Processes { get; init; }

    /// <summary>The nodes.</summary>
    public required SimulatedCast Cast { get; init; }

    /// <summary>What is done to them.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];
}

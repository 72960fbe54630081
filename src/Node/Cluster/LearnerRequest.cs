using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>A learner process as it was asked for.</summary>
public sealed record LearnerRequest
{
    /// <summary>What to train; a process that stands by, or resumes, takes it from the run instead.</summary>
    public required TrainRequest Training { get; init; }

    /// <summary>A number that was drawn for this process: it tells a run that begins here from every other run whose folder has the same name.</summary>
    public required ulong Mark { get; init; }

    /// <summary>How it takes part in the cluster.</summary>
    public required ClusterMembership Membership { get; init; }

    /// <summary>The run folder whose newest checkpoint to go on from; null to begin a new run.</summary>
    public string? Resume { get; init; }

    /// <summary>Whether a new run begins in the folder of <see cref="Resume"/> if no run has left anything to go on from there; otherwise that is a fault.</summary>
    public bool MayBegin { get; init; }

    /// <summary>Workers that a synchronous run waits for before its first round, ≥ 1.</summary>
    public int StartWorkers { get; init; } = 1;

    /// <summary>Most versions, ≥ 1, that the takeover of a process that stands by may go back.</summary>
    public long ReplicateEvery { get; init; } = 1_000;

    /// <summary>Time between two checkpoints.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing may progress until the learner says so.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);
}

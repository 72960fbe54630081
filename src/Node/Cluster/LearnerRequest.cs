using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>A learner process as it was asked for.</summary>
public sealed record LearnerRequest
{
    /// <summary>What to train; a process that stands by takes it from the run instead.</summary>
    public required TrainRequest Training { get; init; }

    /// <summary>How it takes part in the cluster.</summary>
    public required ClusterMembership Membership { get; init; }
}

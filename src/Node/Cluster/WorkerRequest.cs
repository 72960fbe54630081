using ActorCritic.Distributed.Node.Backends;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>A worker process as it was asked for.</summary>
public sealed record WorkerRequest
{
    /// <summary>How it takes part in the cluster; it always joins somebody.</summary>
    public required ClusterMembership Membership { get; init; }

    /// <summary>Workers of the process, 1 … 1024.</summary>
    public required int Workers { get; init; }

    /// <summary>What computes the networks of this process, whatever the learner and the other workers have.</summary>
    public PolicyBackend Backend { get; init; }

    /// <summary>Whether only the end and warnings are printed.</summary>
    public bool Quiet { get; init; }
}

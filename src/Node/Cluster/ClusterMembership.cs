using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Node.Simulation;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>How a process takes part in the cluster.</summary>
public sealed record ClusterMembership
{
    /// <summary>Role of the processes that hold the learner or stand by for it.</summary>
    public const string LearnerRole = "learner";

    /// <summary>Role of the processes that hold worker nodes.</summary>
    public const string WorkerRole = "worker";

    /// <summary>Name or address under which other nodes reach this one. It is part of every actor's address, so they must use the same spelling.</summary>
    public required string Host { get; init; }

    /// <summary>Address to listen on; null for the one of <see cref="Host"/>.</summary>
    public string? Bind { get; init; }

    /// <summary>TCP port, 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Learner processes to join through; none if this process begins a cluster of its own.</summary>
    public IReadOnlyList<NodeAddress> Join { get; init; } = [];

    /// <summary>Certificates for mutual TLS; null for plain TCP.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Whether messages pass through an adapter that can hold and drop them. For simulations, without TLS.</summary>
    public bool Simulated { get; init; }

    /// <summary>Akka's name of the transport; all members of a cluster must have the same.</summary>
    public string Scheme => Simulated ? LineSetup.Scheme : TlsTransport.ProtocolOf(Tls);
}

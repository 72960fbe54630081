using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>This node takes itself out of the cluster, for a reason that it has said; on the event stream of its actor system.</summary>
internal sealed record OwnDeparture : INoSerializationVerificationNeeded
{
    /// <summary>The only instance that is needed.</summary>
    public static OwnDeparture Instance { get; } = new();
}

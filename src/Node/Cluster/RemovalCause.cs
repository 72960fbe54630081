using ActorCritic.Distributed.Node.Cluster.Downing;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Remembers of one actor system whether it took itself out of the cluster, or was taken out by the others.</summary>
/// <remarks>Safe for use by several threads: the actor of a dying actor system writes it, whoever starts the next one reads it.</remarks>
internal sealed class RemovalCause
{
    private volatile bool _isOwn;

    /// <summary>What is to be said when the actor system is gone; null if this node has said itself why it leaves.</summary>
    public string? Sentence => _isOwn ? null : "This node was removed from the cluster, because the others could not reach it; it joins again.";

    /// <summary>Listens while the actor system is in the cluster.</summary>
    public Props Watcher() => Props.Create(() => new WatcherActor(this));

    /// <summary>One state.</summary>
    private sealed class WatcherActor : ReceiveActor
    {
        public WatcherActor(RemovalCause cause) => Receive<OwnDeparture>(_ => cause._isOwn = true);

        protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(OwnDeparture));

        protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
    }
}

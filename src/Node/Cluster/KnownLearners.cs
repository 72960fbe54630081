using Akka.Actor;
using Akka.Cluster;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>The other learner processes that were members of the cluster together with this one, when it was last a member.</summary>
/// <remarks>
/// A process that is taken out of the cluster was on the losing side: the run goes on with one of these. Whoever began the cluster was told of no address to
/// join through; were it to begin another now, there would be two runs.
/// Safe for use by several threads: the actor of a dying actor system writes it, whoever starts the next one reads it.
/// </remarks>
internal sealed class KnownLearners
{
    private volatile IReadOnlyList<NodeAddress> _addresses = [];

    /// <summary>Where they could be reached.</summary>
    public IReadOnlyList<NodeAddress> Addresses => _addresses;

    /// <summary>How the process joins again: through whoever is known, and never through itself, which would be a cluster of its own.</summary>
    /// <param name="first">How it joined at first.</param>
    public ClusterMembership MembershipAgain(ClusterMembership first)
    {
        var known = _addresses;
        return known.Count == 0
            ? first
            : first with { Join = [.. first.Join.Concat(known).Distinct().Where(address => address != new NodeAddress(first.Host, first.Port))] };
    }

    /// <summary>Keeps the list while an actor system is in the cluster.</summary>
    public Props Watcher() => Props.Create(() => new WatcherActor(this));

    /// <summary>States: Watching → Ended, when this node leaves: what is said of the others then is no news of them.</summary>
    private sealed class WatcherActor : ReceiveActor
    {
        private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
        private readonly HashSet<NodeAddress> _learners = [];
        private readonly KnownLearners _known;

        public WatcherActor(KnownLearners known)
        {
            _known = known;
            Become(Watching);
        }

        protected override void PreStart() => _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.ClusterShuttingDown));

        protected override void PostStop() => _cluster.Unsubscribe(Self);

        private void Watching()
        {
            Receive<ClusterEvent.ClusterShuttingDown>(_ => Become(Ended));
            Receive<ClusterEvent.MemberRemoved>(removed => Change(removed.Member, isMember: false));
            Receive<ClusterEvent.IMemberEvent>(changed => Change(changed.Member, isMember: true));
        }

        private void Ended() => ReceiveAny(_ => { });

        private void Change(Member member, bool isMember)
        {
            if (!member.HasRole(ClusterMembership.LearnerRole) || member.Address.Equals(_cluster.SelfAddress))
                return;
            var address = NodeAddress.Of(member.Address);
            if (isMember ? _learners.Add(address) : _learners.Remove(address))
                _known._addresses = [.. _learners];
        }
    }
}

using Akka.Actor;
using Akka.Cluster;

namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>The cluster that a <see cref="DowningActor"/> watches.</summary>
internal interface IMembership
{
    /// <summary>
    /// Has the state sent to the actor: <see cref="ClusterEvent.CurrentClusterState"/>, or a <see cref="ClusterView"/> at once.
    /// </summary>
    void Request(IActorRef actor);

    /// <summary>A state as the decision sees it.</summary>
    ClusterView ViewOf(ClusterEvent.CurrentClusterState state);

    /// <summary>Takes a member out of the cluster.</summary>
    void Down(string member);
}

/// <summary>Akka's cluster.</summary>
internal sealed class AkkaMembership(Akka.Cluster.Cluster cluster) : IMembership
{
    /// <inheritdoc/>
    public void Request(IActorRef actor) => cluster.SendCurrentClusterState(actor);

    /// <inheritdoc/>
    public void Down(string member) => cluster.Down(Address.Parse(member));

    /// <inheritdoc/>
    public ClusterView ViewOf(ClusterEvent.CurrentClusterState state)
    {
        var self = cluster.SelfAddress;
        var members = state.Members.Where(member => PhaseOf(member.Status) is not null).OrderBy(member => member, Member.AgeOrdering);
        return new ClusterView(
            self.ToString(),
            self.Equals(state.Leader),
            [.. members.Select((member, age) => new MemberView(
                member.Address.ToString(),
                PhaseOf(member.Status)!.Value,
                member.HasRole(ClusterMembership.LearnerRole),
                age,

                // What others think of this node itself is no reason for it to think itself gone.
                IsUnreachable: !member.Address.Equals(self) && state.Unreachable.Contains(member),
                HearsGossip: state.SeenBy.Contains(member.Address),
                IsLostHere: !cluster.FailureDetector.IsAvailable(member.Address)))]);
    }

    private static MemberPhase? PhaseOf(MemberStatus status) => status switch
    {
        MemberStatus.Joining or MemberStatus.WeaklyUp => MemberPhase.Joining,
        MemberStatus.Up => MemberPhase.Up,
        MemberStatus.Leaving => MemberPhase.Leaving,
        MemberStatus.Exiting => MemberPhase.Exiting,
        MemberStatus.Down => MemberPhase.Down,
        _ => null,
    };
}

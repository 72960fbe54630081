namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>How far a member has come on its way into the cluster and out of it.</summary>
internal enum MemberPhase
{
    /// <summary>
    /// It has asked to be let in (Akka's Joining and WeaklyUp). Others may not have heard of it, or have it as up already.
    /// </summary>
    Joining,

    /// <summary>A full member. Everybody knows it at least as joining.</summary>
    Up,

    /// <summary>It wants to leave and still works. Others may have it as up still, or as exiting already.</summary>
    Leaving,

    /// <summary>It has stopped working. Everybody knows it at least as leaving.</summary>
    Exiting,

    /// <summary>Somebody has decided that it is gone.</summary>
    Down,
}

/// <summary>A member of the cluster as one node sees it.</summary>
/// <param name="Name">Its address.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="IsLearner">Whether it has the role of learners.</param>
/// <param name="Age">Rank by age: 0 is the oldest of all members. The oldest learner is where the cluster runs the active one.</param>
/// <param name="IsUnreachable">Whether any member that is reachable itself gets no heartbeats from it.</param>
/// <param name="HearsGossip">Whether it has seen the newest gossip all the same: then only a link to it is broken, and it is on this
/// side.</param>
/// <param name="IsLostHere">Whether this very node gets no heartbeats from it.</param>
internal sealed record MemberView(
    string Name, MemberPhase Phase, bool IsLearner, int Age, bool IsUnreachable = false, bool HearsGossip = false, bool IsLostHere = false)
{
    /// <summary>Whether it is on the other side of a partition.</summary>
    public bool IsAcross => IsUnreachable && !HearsGossip;

    /// <summary>Whether it takes part, or did so a moment ago; who is exiting or down asks for no decision any more.</summary>
    public bool Counts => Phase is MemberPhase.Joining or MemberPhase.Up or MemberPhase.Leaving;
}

/// <summary>The cluster as one node sees it.</summary>
/// <param name="Self">The node's own address.</param>
/// <param name="IsLeader">Whether this node acts for its side (Akka's leader; it has nothing to do with learners).</param>
/// <param name="Members">All members, itself among them.</param>
internal sealed record ClusterView(string Self, bool IsLeader, IReadOnlyList<MemberView> Members);

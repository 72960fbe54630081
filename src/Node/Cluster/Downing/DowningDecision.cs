namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>What a node does about members that cannot be reached.</summary>
/// <param name="DownsSelf">Whether it takes itself out of the cluster, to start again and rejoin.</param>
/// <param name="Others">The members that it takes out of the cluster.</param>
/// <param name="Reason">Why, in a sentence for the log.</param>
internal sealed record DowningVerdict(bool DownsSelf, IReadOnlyList<string> Others, string Reason)
{
    /// <summary>Nothing is to be done.</summary>
    public static DowningVerdict Nothing { get; } = new(false, [], "");

    public static DowningVerdict Self(string reason) => new(true, [], reason);

    public static DowningVerdict Of(IEnumerable<MemberView> others, string reason) => new(false, [.. others.Select(member => member.Name)], reason);
}

/// <summary>The rule by which one side of a partition lives on: the side of the active learner.</summary>
/// <remarks>
/// The active learner A is the oldest one that is up or leaving. The side of A lives on, unless it consists of A alone and the other side
/// has another learner: then the other side lives, since nobody trains with A. Each side decides from its own view, and a partition can
/// fall into the moment in which members join and leave, so that the views differ. A side therefore lives only if it would by every view
/// that the other side can have. What can differ is known: a member is up or exiting only after everybody has seen it joining or leaving.
/// In such a moment it can happen that no side lives; that both live cannot. docs/decisions/0006 has the reasons.
/// </remarks>
internal static class DowningDecision
{
    /// <summary>What to do if reachability has not changed for a while.</summary>
    public static DowningVerdict WhenStable(ClusterView view) => Decide(view, aloneRule: true);

    /// <summary>
    /// What to do if reachability keeps changing. The views of the sides are then no mirror images, so that only the one place that cannot
    /// be on two sides counts: who sees the active learner lives on, everybody else does not.
    /// </summary>
    public static DowningVerdict WhenUnstable(ClusterView view) => Decide(view, aloneRule: false);

    private static DowningVerdict Decide(ClusterView view, bool aloneRule)
    {
        // Who is on its way out itself, or not in yet, has nothing to decide.
        if (view.Members.FirstOrDefault(member => member.Name == view.Self) is not { Counts: true } self)
            return DowningVerdict.Nothing;

        var learners = view.Members.Where(member => member.IsLearner && member.Phase != MemberPhase.Down).OrderBy(member => member.Age).ToList();
        if (learners.Count == 0)
            return DowningVerdict.Self("There is no learner in this cluster any more, so this node leaves it and looks for one again.");

        var across = view.Members.Where(member => member.IsAcross && member.Counts).ToList();
        if (across.Count == 0)
            return DecideOnLinks(view, self, ActiveOf(learners));
        if (!Lives(view, learners, across, aloneRule))
            return DowningVerdict.Self($"This node is cut off from the side that lives on ({Shown(across)}), so it leaves the cluster and joins again.");
        return view.IsLeader
            ? DowningVerdict.Of(across, $"This side lives on; {Shown(across)} cannot be reached and must join again.")
            : DowningVerdict.Nothing;
    }

    private static bool Lives(ClusterView view, List<MemberView> learners, List<MemberView> across, bool aloneRule)
    {
        var here = view.Members.Where(member => !member.IsAcross).ToList();
        var firstUp = learners.Find(learner => learner.Phase == MemberPhase.Up);
        var possiblyActive = PossiblyActive(learners, firstUp);
        var theirs = possiblyActive.Where(learner => learner.IsAcross).ToList();
        var learnersAcross = across.Where(member => member.IsLearner).ToList();

        // Only who is up counts as company: who joins may be unknown to the other side, who leaves may have exited there.
        var isAlone = !here.Any(member => member.Phase == MemberPhase.Up && member != firstUp);

        // A side whose last learner is leaving has no future of its own.
        if (theirs.Count == 0)
            return firstUp is not null && !(aloneRule && isAlone && learnersAcross.Count > 0);

        // The active learner is, or may be, on the other side: this side lives only if that one is alone and there is a standby here.
        return aloneRule
            && across.Count <= 1
            && here.Any(member => member.IsLearner && member.Phase == MemberPhase.Up)
            && (theirs.Count == possiblyActive.Count || !isAlone || learnersAcross.All(theirs.Contains));
    }

    /// <summary>
    /// The learners that may be the active one by some view: leaving ones may have exited elsewhere, exiting ones still be leaving.
    /// </summary>
    private static List<MemberView> PossiblyActive(List<MemberView> learners, MemberView? firstUp) => firstUp is null
        ? learners
        : [.. learners.Where(learner => learner == firstUp
            || (learner.Age < firstUp.Age && learner.Phase is MemberPhase.Leaving or MemberPhase.Exiting))];

    private static MemberView? ActiveOf(List<MemberView> learners) => learners.Find(learner => learner.Phase is MemberPhase.Up or MemberPhase.Leaving);

    /// <summary>
    /// Nobody is across, but somebody cannot be reached by somebody: a link is broken, not the network. While it is, Akka lets nobody in
    /// or out. Whoever cannot be reached goes, never the active learner; and who cannot reach the active learner itself goes of its own
    /// accord.
    /// </summary>
    private static DowningVerdict DecideOnLinks(ClusterView view, MemberView self, MemberView? active)
    {
        if (active is { IsUnreachable: true, IsLostHere: true } && active != self)
            return DowningVerdict.Self($"This node cannot reach the active learner {active.Name}, which others can, so it leaves the cluster and joins again.");

        var broken = view.Members.Where(member => member.IsUnreachable && member.Counts && member != active && member != self).ToList();
        return view.IsLeader && broken.Count > 0
            ? DowningVerdict.Of(broken, $"Links to {Shown(broken)} are broken, while others still hear from them; they must join again.")
            : DowningVerdict.Nothing;
    }

    private static string Shown(List<MemberView> members) =>
        members.Count <= 3 ? string.Join(", ", members.Select(member => member.Name)) : FormattableString.Invariant($"{members.Count} nodes");
}

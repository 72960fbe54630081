using ActorCritic.Distributed.Node.Cluster.Downing;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Cluster.Downing;

/// <summary>What is known of a member on the side where it is, and on the other.</summary>
internal enum Knowledge
{
    /// <summary>It is up, and everybody knows.</summary>
    Up,

    /// <summary>It is joining, and everybody knows.</summary>
    Joining,

    /// <summary>It is joining, and only its own side has heard of it.</summary>
    JoiningHereOnly,

    /// <summary>The side that is ahead has it as up, the other as joining.</summary>
    UpAhead,

    /// <summary>It is leaving, and everybody knows.</summary>
    Leaving,

    /// <summary>It is leaving, and only its own side knows.</summary>
    LeavingHereOnly,

    /// <summary>Somebody on the other side has asked it to leave, and only that side knows.</summary>
    LeavingThereOnly,

    /// <summary>The side that is ahead has it as exiting, the other as leaving.</summary>
    ExitingAhead,

    /// <summary>It is exiting, and everybody knows.</summary>
    Exiting,

    /// <summary>The side that is ahead has removed it, the other has it as exiting.</summary>
    RemovedAhead,

    /// <summary>It was taken out of the cluster before.</summary>
    Down,
}

/// <summary>A node of a cluster that has just been cut in two.</summary>
internal sealed record CutNode(string Name, bool IsLearner, bool IsRight, Knowledge Knowledge);

/// <summary>A cluster that has been cut in two, in the moment in which members joined and left.</summary>
/// <remarks>
/// Akka moves a member up, to exiting and out of the cluster only after all members have seen the state before. So at most one such
/// batch is known to one side only, always the same side: the one that is ahead.
/// </remarks>
internal sealed record Partition(IReadOnlyList<CutNode> Nodes, bool RightIsAhead)
{
    /// <summary>Partitions of clusters in which everybody is up.</summary>
    public static Gen<Partition> OfSettledClusters { get; } = Generator(Gen.Const(Knowledge.Up));

    /// <summary>Partitions in the midst of changes.</summary>
    public static Gen<Partition> OfChangingClusters { get; } = Generator(
        Gen.Frequency((3, Gen.Const(Knowledge.Up)), (4, Gen.Int[0, (int)Knowledge.Down].Select(knowledge => (Knowledge)knowledge))));

    /// <summary>The nodes that are really on a side.</summary>
    public IEnumerable<CutNode> Side(bool right) => Nodes.Where(node => node.IsRight == right);

    /// <summary>
    /// Whether a side goes on as a cluster: it has a learner, or takes others out. A side that still has to hear that the last learner has
    /// left does neither, and goes when it does.
    /// </summary>
    public bool Lives(bool right)
    {
        var deciding = Side(right).Where(node => Counts(right, node)).ToList();
        return deciding.Any(node => !Verdict(right, node.Name).DownsSelf)
            && (deciding.Any(node => node.IsLearner) || Verdict(right, deciding[0].Name, isLeader: true).Others.Count > 0);
    }

    /// <summary>What a node decides.</summary>
    public DowningVerdict Verdict(bool right, string self, bool isLeader = false) => DowningDecision.WhenStable(View(right, self, isLeader));

    /// <summary>The cluster as a side sees it.</summary>
    public ClusterView View(bool right, string self, bool isLeader = false)
    {
        // Who has just come up is younger than all others, and who joins has no age yet.
        var known = Nodes.Select((node, index) => (Node: node, Phase: PhaseOf(node, right), Index: index))
            .Where(entry => entry.Phase is not null)
            .OrderBy(entry => entry.Phase == MemberPhase.Joining ? 2 : entry.Node.Knowledge == Knowledge.UpAhead ? 1 : 0)
            .ThenBy(entry => entry.Index);
        return new ClusterView(self, isLeader,
        [
            .. known.Select((entry, age) => new MemberView(
                entry.Node.Name, entry.Phase!.Value, entry.Node.IsLearner, age, IsUnreachable: entry.Node.IsRight != right)),
        ]);
    }

    public override string ToString() =>
        string.Join(", ", Nodes.Select(node => $"{(node.IsLearner ? "learner" : "worker")} {node.Name} {(node.IsRight ? "right" : "left")} {node.Knowledge}"))
        + $"; {(RightIsAhead ? "right" : "left")} is ahead";

    private bool Counts(bool right, CutNode node) => PhaseOf(node, right) is MemberPhase.Joining or MemberPhase.Up or MemberPhase.Leaving;

    private MemberPhase? PhaseOf(CutNode node, bool seenFromRight)
    {
        var isAhead = seenFromRight == RightIsAhead;
        var isHere = seenFromRight == node.IsRight;
        return node.Knowledge switch
        {
            Knowledge.Up => MemberPhase.Up,
            Knowledge.Joining => MemberPhase.Joining,
            Knowledge.JoiningHereOnly => isHere ? MemberPhase.Joining : null,
            Knowledge.UpAhead => isAhead ? MemberPhase.Up : MemberPhase.Joining,
            Knowledge.Leaving => MemberPhase.Leaving,
            Knowledge.LeavingHereOnly => isHere ? MemberPhase.Leaving : MemberPhase.Up,
            Knowledge.LeavingThereOnly => isHere ? MemberPhase.Up : MemberPhase.Leaving,
            Knowledge.ExitingAhead => isAhead ? MemberPhase.Exiting : MemberPhase.Leaving,
            Knowledge.Exiting => MemberPhase.Exiting,
            Knowledge.RemovedAhead => isAhead ? null : MemberPhase.Exiting,
            _ => MemberPhase.Down,
        };
    }

    private static Gen<Partition> Generator(Gen<Knowledge> knowledge) =>
        from nodes in Gen.Select(Gen.Bool, Gen.Bool, knowledge).Array[2, 7]
        from rightIsAhead in Gen.Bool
        select new Partition(
            [.. nodes.Select((node, index) => new CutNode(((char)('a' + index)).ToString(), node.Item1, node.Item2, Possible(nodes, node.Item2, node.Item3)))],
            rightIsAhead);

    /// <summary>A member joins by one that is in already: without such a one on its side, the other side has heard of it too.</summary>
    private static Knowledge Possible((bool, bool IsRight, Knowledge Knowledge)[] nodes, bool isRight, Knowledge knowledge) =>
        knowledge == Knowledge.JoiningHereOnly && !nodes.Any(node => node.IsRight == isRight && node.Knowledge is (Knowledge.Up or Knowledge.Leaving))
            ? Knowledge.Joining
            : knowledge;
}

using ActorCritic.Distributed.Node.Cluster.Downing;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Cluster.Downing;

public sealed class DowningDecisionSpecs
{
    private static readonly MemberView Active = new("active", MemberPhase.Up, IsLearner: true, Age: 0);
    private static readonly MemberView Standby = new("standby", MemberPhase.Up, IsLearner: true, Age: 1);
    private static readonly MemberView Worker = new("worker", MemberPhase.Up, IsLearner: false, Age: 2);
    private static readonly MemberView OtherWorker = new("other", MemberPhase.Up, IsLearner: false, Age: 3);

    [Fact]
    public void Two_sides_never_both_live_whatever_each_has_heard() => Partition.OfChangingClusters.Sample(
        partition => Assert.False(partition.Lives(right: true) && partition.Lives(right: false)),
        iter: 200_000);

    [Fact]
    public void In_a_settled_cluster_one_side_lives_and_it_is_the_one_of_the_rule() => Partition.OfSettledClusters.Sample(
        partition =>
        {
            var active = partition.Nodes.FirstOrDefault(node => node.IsLearner);
            var isCut = partition.Side(right: true).Any() && partition.Side(right: false).Any();
            if (active is null || !isCut)
                return;

            var side = partition.Side(active.IsRight).ToList();
            var others = partition.Side(!active.IsRight).ToList();
            var othersLive = side.Count == 1 && others.Any(node => node.IsLearner);
            Assert.Equal(!othersLive, partition.Lives(active.IsRight));
            Assert.Equal(othersLive, partition.Lives(!active.IsRight));
        },
        iter: 50_000);

    [Fact]
    public void A_lone_learner_without_standby_never_goes() => Partition.OfChangingClusters.Sample(
        partition =>
        {
            if (partition.Nodes.Where(node => node.IsLearner).ToList() is [{ Knowledge: Knowledge.Up } learner])
                Assert.False(partition.Verdict(learner.IsRight, learner.Name).DownsSelf);
        },
        iter: 50_000);

    [Fact]
    public void The_leader_of_the_side_that_lives_takes_out_exactly_those_who_are_across() => Partition.OfSettledClusters.Sample(
        partition =>
        {
            foreach (var right in new[] { true, false })
            {
                if (!partition.Lives(right) || !partition.Nodes.Any(node => node.IsLearner))
                    continue;
                var leader = partition.Side(right).First().Name;
                Assert.Equal(partition.Side(!right).Select(node => node.Name).Order(), partition.Verdict(right, leader, isLeader: true).Others.Order());
                Assert.Equal(DowningVerdict.Nothing, partition.Verdict(right, leader, isLeader: false));
            }
        },
        iter: 20_000);

    [Fact]
    public void While_nothing_comes_to_rest_two_sides_never_both_live_either() => Partition.OfChangingClusters.Sample(
        partition =>
        {
            // Without the rule for a lone learner whoever lives must see every possible active learner.
            bool Lives(bool right) => partition.Side(right).Any() && partition.Side(!right).Any()
                && partition.Side(right).Any(node => DowningDecision.WhenUnstable(partition.View(right, node.Name, isLeader: true)).Others.Count > 0);
            Assert.False(Lives(true) && Lives(false));
        },
        iter: 50_000);

    [Fact]
    public void A_dead_worker_is_taken_out() =>
        Assert.Equal(["worker"], Decide("active", Active, Standby, Across(Worker)).Others);

    [Fact]
    public void A_dead_active_learner_is_taken_out_where_a_standby_is() =>
        Assert.Equal(["active"], Decide("standby", Across(Active), Standby, Worker).Others);

    [Fact]
    public void Without_a_standby_the_workers_of_a_dead_learner_go_and_look_for_it() =>
        Assert.True(Decide("worker", Across(Active), Worker, OtherWorker).DownsSelf);

    [Fact]
    public void A_learner_cut_off_with_one_worker_keeps_the_run() =>
        Assert.Equal(["standby", "other"], Decide("active", Active, Across(Standby), Worker, Across(OtherWorker)).Others);

    [Fact]
    public void A_learner_cut_off_alone_leaves_the_run_to_the_standby() =>
        Assert.True(Decide("active", Active, Across(Standby), Across(Worker)).DownsSelf);

    [Fact]
    public void A_side_that_sees_no_learner_at_all_goes_even_if_nobody_is_missing() =>
        Assert.True(Decide("worker", Worker, OtherWorker).DownsSelf);

    [Fact]
    public void A_whole_cluster_needs_no_decision() =>
        Assert.Equal(DowningVerdict.Nothing, Decide("active", Active, Standby, Worker));

    [Theory]
    [InlineData(nameof(MemberPhase.Exiting))]
    [InlineData(nameof(MemberPhase.Down))]
    public void Who_is_on_its_way_out_asks_for_no_decision_and_takes_none(string phase)
    {
        var gone = Worker with { Phase = Enum.Parse<MemberPhase>(phase) };

        Assert.Equal(DowningVerdict.Nothing, Decide("active", Active, Across(gone)));
        Assert.Equal(DowningVerdict.Nothing, Decide("worker", Across(Active), gone));
    }

    [Fact]
    public void While_nothing_comes_to_rest_only_who_sees_the_active_learner_lives()
    {
        MemberView[] seenByStandby = [Across(Active), Standby, Worker];
        MemberView[] seenByActive = [Active, Across(Standby), Across(Worker)];

        Assert.True(DowningDecision.WhenUnstable(new ClusterView("standby", true, seenByStandby)).DownsSelf);
        Assert.Equal(["standby", "worker"], DowningDecision.WhenUnstable(new ClusterView("active", true, seenByActive)).Others);
    }

    [Fact]
    public void A_worker_with_a_broken_link_goes_and_nobody_else() =>
        Assert.Equal(["worker"], Decide("active", Active, Standby, Heard(Worker), OtherWorker).Others);

    [Fact]
    public void The_active_learner_is_not_taken_out_for_a_broken_link() =>
        Assert.Equal(["worker"], Decide("other", Heard(Active), Heard(Worker), OtherWorker).Others);

    [Fact]
    public void Who_cannot_reach_the_active_learner_itself_goes_though_others_can()
    {
        Assert.True(Decide("worker", Heard(Active) with { IsLostHere = true }, Worker, OtherWorker).DownsSelf);
        Assert.Equal(DowningVerdict.Nothing, Decide("other", Heard(Active), Worker, OtherWorker));
    }

    private static DowningVerdict Decide(string self, params MemberView[] members) => DowningDecision.WhenStable(new ClusterView(self, IsLeader: true, members));

    private static MemberView Across(MemberView member) => member with { IsUnreachable = true };

    private static MemberView Heard(MemberView member) => member with { IsUnreachable = true, HearsGossip = true };
}

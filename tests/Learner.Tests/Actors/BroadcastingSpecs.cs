using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class BroadcastingSpecs : LearnerActorSpecBase
{
    private const int TimeoutSeconds = 5;

    [Fact]
    public void A_node_is_given_the_newest_version_before_the_answer_to_its_gradient()
    {
        StartLearner();
        var first = RegisterNode("a");
        var second = RegisterNode("b");

        first.Train(baseVersion: 0);
        first.Train(baseVersion: 1);
        ExpectNothing(second.Probe);

        second.Submit(baseVersion: 0);
        second.ExpectPublished(3);
        second.ExpectApplied(3);
    }

    [Fact]
    public void However_many_workers_a_node_has_one_version_at_a_time_is_on_its_way_to_it()
    {
        StartLearner();
        var node = RegisterNode(workers: 3);
        node.Submit(baseVersion: 0, worker: 0);
        node.Submit(baseVersion: 0, worker: 1);

        node.ExpectPublished(1);
        node.ExpectApplied(1);
        node.ExpectApplied(2);

        // A gradient that was computed with the first parameters says that the node holds newer ones by now.
        node.Tell(node.Gradient(baseVersion: 0, worker: 2) with { ReceivedVersion = 1 });
        node.ExpectPublished(3);
        node.ExpectApplied(3);
    }

    [Fact]
    public void A_refused_gradient_brings_the_newest_version_too_so_that_the_next_one_is_not_refused_again()
    {
        StartLearner();
        var slow = RegisterNode("slow");
        var busy = RegisterNode("busy");
        busy.Train(baseVersion: 0);

        slow.Tell(slow.Gradient(baseVersion: 0) with { Gradient = SampleRun.Vector(float.NaN) });

        slow.ExpectPublished(1);
        slow.ExpectRejected(GradientRejectionReason.NonFinite);
    }

    [Fact]
    public void A_node_that_stops_acknowledging_gets_one_newest_snapshot_when_it_returns_and_slows_nobody()
    {
        StartLearner();
        var silent = RegisterNode("silent");
        var busy = RegisterNode("busy");
        silent.Submit(baseVersion: 0);
        silent.ExpectPublished(1);
        silent.ExpectApplied(1);

        for (var version = 1; version < 20; version++)
            busy.Train(version);

        silent.Submit(baseVersion: 0);
        silent.ExpectApplied(21);
        ExpectNothing(silent.Probe);
        silent.Acknowledge(1);
        silent.ExpectPublished(21);
        ExpectNothing(silent.Probe);

        silent.Acknowledge(21);
        var status = Assert.Single(Status().Nodes, node => node.Node == "silent");
        Assert.Equal((21L, 19L), (status.AcknowledgedVersion, status.VersionsSkipped));
    }

    [Fact]
    public void An_acknowledgement_that_was_lost_brings_the_newest_version_after_the_deadline()
    {
        StartLearner();
        var silent = RegisterNode("silent");
        var busy = RegisterNode("busy");
        silent.Submit(baseVersion: 0);
        silent.ExpectPublished(1);
        silent.ExpectApplied(1);
        busy.Train(baseVersion: 1);
        busy.Acknowledge(2);

        PassSeconds(TimeoutSeconds - 1);
        ExpectNothing(silent.Probe);
        PassSeconds(1);

        silent.ExpectPublished(2);
        ExpectNothing(busy.Probe);
    }

    [Fact]
    public void Whoever_begins_a_rollout_without_an_answer_is_given_the_newest_version_for_it()
    {
        StartLearner();
        var node = RegisterNode("a", workers: 2);
        var busy = RegisterNode("busy");
        busy.Train(baseVersion: 0);

        node.Fail("DivideByZeroException", worker: 0);
        node.ExpectPublished(1);
        node.Acknowledge(1);
        busy.Train(baseVersion: 1);

        node.Lose(sequence: 1, worker: 1);
        node.ExpectPublished(2);
    }

    [Theory]
    [InlineData("run-2", SampleRun.Term, SampleRun.Node)]
    [InlineData(SampleRun.Run, SampleRun.Term + 1, SampleRun.Node)]
    [InlineData(SampleRun.Run, SampleRun.Term, "stranger")]
    public void An_acknowledgement_of_another_run_or_term_or_node_is_none(string run, long term, string name)
    {
        StartLearner();
        var node = RegisterNode(workers: 2);
        node.Submit(baseVersion: 0, worker: 0);
        node.Submit(baseVersion: 0, worker: 1);
        node.ExpectPublished(1);
        node.ExpectApplied(1);
        node.ExpectApplied(2);

        node.Tell(new ParametersReceived(run, term, name, 1));
        node.Tell(node.Gradient(baseVersion: 0) with { Run = run, Term = term, Node = name, ReceivedVersion = 1 });
        node.Probe.ExpectMsg<GradientRejected>();
        ExpectNothing(node.Probe);

        node.Acknowledge(1);
        node.ExpectPublished(2);
    }

    [Fact]
    public void A_node_that_has_died_is_sent_nothing_more()
    {
        StartLearner();
        var dead = RegisterNode("dead");
        var alive = RegisterNode("alive");
        Sys.Stop(dead.Probe);
        AwaitAssert(() => Assert.Single(Status().Nodes));

        alive.Train(baseVersion: 0);
        PassSeconds(2 * TimeoutSeconds);

        Assert.Equal(1, Status().Version);
    }
}

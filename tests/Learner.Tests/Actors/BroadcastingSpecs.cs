using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class BroadcastingSpecs : LearnerActorSpecBase
{
    private const int TimeoutSeconds = 5;

    [Fact]
    public void A_new_version_goes_to_every_node_once_however_many_workers_it_has()
    {
        StartLearner();
        var first = RegisterNode("a", workers: 3);
        var second = RegisterNode("b", workers: 5);

        first.Submit(baseVersion: 0);

        var parameters = first.ExpectPublished(1);
        first.ExpectApplied(1);
        Assert.Equal(parameters, second.ExpectPublished(1));
        ExpectNothing(first.Probe);
        ExpectNothing(second.Probe);
    }

    [Fact]
    public void A_node_that_stops_acknowledging_gets_one_newest_snapshot_when_it_returns_and_slows_nobody()
    {
        StartLearner();
        var silent = RegisterNode("silent");
        var busy = RegisterNode("busy");

        for (var version = 0; version < 20; version++)
            busy.Train(version);

        silent.ExpectPublished(1);
        ExpectNothing(silent.Probe);
        silent.Acknowledge(1);
        silent.ExpectPublished(20);
        ExpectNothing(silent.Probe);

        silent.Acknowledge(20);
        var status = Assert.Single(Status().Nodes, node => node.Node == "silent");
        Assert.Equal((20L, 18L), (status.AcknowledgedVersion, status.VersionsSkipped));
    }

    [Fact]
    public void An_acknowledgement_that_was_lost_brings_the_newest_version_after_the_deadline()
    {
        StartLearner();
        var silent = RegisterNode("silent");
        var busy = RegisterNode("busy");
        busy.Train(baseVersion: 0);
        silent.ExpectPublished(1);
        busy.Train(baseVersion: 1);

        PassSeconds(TimeoutSeconds - 1);
        ExpectNothing(silent.Probe);
        PassSeconds(1);

        silent.ExpectPublished(2);
        ExpectNothing(busy.Probe);
    }

    [Fact]
    public void An_acknowledgement_of_another_run_or_term_is_none()
    {
        StartLearner();
        var node = RegisterNode(workers: 2);
        node.Submit(baseVersion: 0, worker: 0);
        node.Submit(baseVersion: 0, worker: 1);
        node.ExpectPublished(1);
        node.ExpectApplied(1);
        node.ExpectApplied(2);

        node.Tell(new ParametersReceived("run-2", SampleRun.Term, SampleRun.Node, 1));
        node.Tell(new ParametersReceived(SampleRun.Run, SampleRun.Term + 1, SampleRun.Node, 1));
        node.Tell(new ParametersReceived(SampleRun.Run, SampleRun.Term, "stranger", 1));
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

using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class FailureSpecs : LearnerActorSpecBase
{
    [Fact]
    public void When_every_worker_keeps_failing_the_run_ends_with_the_cause()
    {
        StartLearner();
        var first = RegisterNode("a");
        var second = RegisterNode("b");
        for (var i = 0; i < 3; i++)
            first.Fail("IOException: no such file");
        second.Fail("IOException: no such file");
        second.Fail("IOException: no such file");
        Assert.Equal(TrainingPhase.Training, Status().Phase);

        second.Fail("InvalidOperationException: the pole is gone");

        var completed = Observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.Failed, completed.Outcome);
        Assert.Equal(
            "Every one of the 2 workers failed at least 3 times in a row, the last time with: InvalidOperationException: the pole is gone.",
            completed.Explanation);
        Assert.Equal(6, completed.Status.WorkerFailures);
        Assert.Equal([3L, 3L], completed.Status.Nodes.Select(node => node.Workers[0].Failures));
        Assert.Equal(
            new TrainingCompleted(SampleRun.Run, SampleRun.Term, TrainingOutcome.Failed, completed.Explanation),
            first.Probe.ExpectMsg<TrainingCompleted>());
        second.Probe.ExpectMsg<TrainingCompleted>();
    }

    [Fact]
    public void A_gradient_in_between_forgives_failures()
    {
        StartLearner();
        var node = RegisterNode();
        node.Fail("boom");
        node.Fail("boom");
        node.Train(baseVersion: 0);
        node.Fail("boom");
        node.Fail("boom");

        Assert.Equal(TrainingPhase.Training, Status().Phase);
        Assert.Equal(4, Status().WorkerFailures);
    }

    [Fact]
    public void A_failure_of_another_run_or_of_nobodys_worker_counts_for_nothing()
    {
        StartLearner(SampleRun.Options with { FailureLimit = 1 });
        var node = RegisterNode();

        node.Tell(new WorkerFailed("run-2", SampleRun.Term, SampleRun.Node, 0, "boom"));
        node.Tell(new WorkerFailed(SampleRun.Run, 99, SampleRun.Node, 0, "boom"));
        node.Fail("boom", worker: 7);

        Assert.Equal(0, Status().WorkerFailures);
    }

    [Fact]
    public void When_every_worker_keeps_being_refused_the_run_ends_with_the_reason()
    {
        StartLearner();
        var node = RegisterNode();

        for (var i = 0; i < 3; i++)
        {
            node.Tell(node.Gradient(baseVersion: 0) with { Gradient = SampleRun.Vector(float.NaN) });
            node.ExpectRejected(GradientRejectionReason.NonFinite);
        }

        var completed = Observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.Failed, completed.Outcome);
        Assert.Contains("NonFinite: Element 0 of the gradient is NaN.", completed.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nodes_may_come_back_one_that_is_alone_and_refused_for_a_while_does_not_end_the_run()
    {
        StartLearner(SampleRun.Options with { FailurePatience = TimeSpan.FromSeconds(30) });
        var node = RegisterNode();
        node.Acknowledge(0);
        Refuse();
        PassSeconds(29);
        node.Train(baseVersion: 0);
        PassSeconds(60);
        Assert.Equal(TrainingPhase.Training, Status().Phase);

        Refuse();
        PassSeconds(31);

        Assert.Equal(TrainingOutcome.Failed, Observer.FishForMessage<RunCompleted>(_ => true).Outcome);

        void Refuse()
        {
            for (var i = 0; i < 5; i++)
            {
                node.Tell(node.Gradient(baseVersion: 0) with { Gradient = SampleRun.Vector(float.NaN) });
                node.ExpectRejected(GradientRejectionReason.NonFinite);
            }
        }
    }

    [Fact]
    public void When_the_last_node_that_works_dies_those_that_keep_failing_end_the_run()
    {
        StartLearner();
        var failing = RegisterNode("failing");
        var working = RegisterNode("working");
        for (var i = 0; i < 3; i++)
            failing.Fail("boom");
        Assert.Equal(TrainingPhase.Training, Status().Phase);

        Sys.Stop(working.Probe);

        Assert.Contains("boom", Observer.ExpectMsg<RunCompleted>().Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standstill_is_logged_once_with_its_cause()
    {
        StartLearner();
        PassSeconds(14);

        EventFilter.Warning(message: "No gradient was applied for 15 s: no worker node is registered.").ExpectOne(() => PassSeconds(20));
    }
}

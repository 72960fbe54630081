using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class RegistrationSpecs : LearnerActorSpecBase
{
    [Fact]
    public void A_node_is_given_the_plan_the_newest_parameters_and_its_workers_indices()
    {
        StartLearner();
        RegisterNode("a", workers: 2);

        var accepted = CreateNode("b").Register(workers: 3);

        Assert.Equal((SampleRun.Run, SampleRun.Term, "b", 2), (accepted.Run, accepted.Term, accepted.Node, accepted.FirstWorker));
        Assert.Equal(SampleRun.Training.ToTrainingPlan(SampleRun.Layout), accepted.Plan);
        Assert.Equal((0L, 0L), (accepted.Parameters.Version, accepted.Parameters.EnvironmentSteps));
        Assert.Equal(SampleRun.Layout.Count, accepted.Parameters.Values.Length);
    }

    [Fact]
    public void Training_begins_with_the_first_node()
    {
        StartLearner();
        PassSeconds(2);
        RegisterNode();
        PassSeconds(3);

        var status = Status();
        Assert.Equal(TrainingPhase.Training, status.Phase);
        Assert.Equal(3, status.ElapsedSeconds);
    }

    [Fact]
    public void A_node_whose_answer_was_lost_gets_the_same_answer_again()
    {
        StartLearner();
        var node = CreateNode("a");
        var first = node.Register(workers: 2);
        RegisterNode("b");

        var second = node.Register(workers: 2);

        Assert.Equal(first, second);
        Assert.Equal(2, Status().Nodes.Count);
    }

    [Fact]
    public void A_node_that_registers_again_later_gets_the_newest_parameters()
    {
        StartLearner();
        var node = RegisterNode();
        node.Submit(baseVersion: 0);
        node.ExpectPublished(1);
        node.ExpectApplied(1);

        Assert.Equal(1, node.Register().Parameters.Version);

        // It holds them from this answer: the next version does not wait for an acknowledgement of the lost ones.
        node.Submit(baseVersion: 1);
        node.ExpectPublished(2);
        node.ExpectApplied(2);
    }

    [Fact]
    public void The_same_name_from_another_actor_is_a_new_start_with_new_workers()
    {
        StartLearner();
        var former = RegisterNode("a", workers: 2);

        var accepted = CreateNode("a").Register(workers: 2);

        Assert.Equal(2, accepted.FirstWorker);
        Assert.Single(Status().Nodes);
        former.Submit(baseVersion: 0);
        former.ExpectRejected(GradientRejectionReason.UnknownWorker);

        // The end of the former actor must not take the new one with it.
        Watch(former.Probe);
        Sys.Stop(former.Probe);
        ExpectTerminated(former.Probe);
        Assert.Single(Status().Nodes);
    }

    [Theory]
    [InlineData(ProtocolVersion.Current + 1, "a", 1, WorkerNodeRejectionReason.ProtocolVersion)]
    [InlineData(ProtocolVersion.Current, "", 1, WorkerNodeRejectionReason.InvalidRequest)]
    [InlineData(ProtocolVersion.Current, "a", 0, WorkerNodeRejectionReason.InvalidRequest)]
    [InlineData(ProtocolVersion.Current, "a", 6, WorkerNodeRejectionReason.Full)]
    public void A_node_that_cannot_take_part_is_told_why_and_training_does_not_begin(
        int protocolVersion, string name, int workers, WorkerNodeRejectionReason reason)
    {
        StartLearner(SampleRun.Options with { MaxWorkers = 5 });
        var node = CreateNode(name);

        node.Tell(new RegisterWorkerNode(protocolVersion, name, workers));

        var rejected = node.Probe.ExpectMsg<WorkerNodeRejected>();
        Assert.Equal((name, reason), (rejected.Node, rejected.Reason));
        Assert.Equal(TrainingPhase.AwaitingWorkers, Status().Phase);
    }

    [Fact]
    public void A_node_that_dies_is_forgotten_and_leaves_room_for_another()
    {
        StartLearner(SampleRun.Options with { MaxNodes = 1 });
        var node = RegisterNode("a");

        Sys.Stop(node.Probe);
        AwaitAssert(() => Assert.Empty(Status().Nodes));

        Assert.Equal(1, CreateNode("b").Register().FirstWorker);
        Assert.Equal(TrainingPhase.Training, Status().Phase);
    }

    [Fact]
    public void Nobody_joins_a_run_that_is_over()
    {
        StartLearner();
        Stop("The spec asks");
        var node = CreateNode("late");

        node.Tell(SampleRun.Registration("late"));

        Assert.Equal(WorkerNodeRejectionReason.TrainingCompleted, node.Probe.ExpectMsg<WorkerNodeRejected>().Reason);
    }

    [Fact]
    public void A_node_that_declines_the_plan_is_forgotten()
    {
        StartLearner();
        var node = RegisterNode();

        node.Tell(new PlanDeclined(SampleRun.Run, SampleRun.Term, SampleRun.Node, "There is no such environment here."));

        Assert.Empty(Status().Nodes);
    }

    [Fact]
    public void Nobody_declines_the_plan_for_another()
    {
        StartLearner();
        RegisterNode();

        CreateNode("stranger").Tell(new PlanDeclined(SampleRun.Run, SampleRun.Term, SampleRun.Node, "Go away."));

        Assert.Single(Status().Nodes);
    }
}

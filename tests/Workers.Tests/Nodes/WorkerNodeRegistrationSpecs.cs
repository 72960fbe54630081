using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Actor;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Nodes;

/// <summary>How a worker node comes to take part in a run, and how its part ends.</summary>
public sealed class WorkerNodeRegistrationSpecs(ITestOutputHelper output) : WorkerNodeTestKit(output)
{
    [Fact]
    public void It_asks_at_once_and_then_again_and_again_until_it_is_answered()
    {
        var request = new RegisterWorkerNode(ProtocolVersion.Current, "node", 1);
        var node = StartNode();

        Assert.Equal(request, Learner.ExpectMsg<RegisterWorkerNode>());
        LearnerHearsNothingFrom(node);
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(Options.RegistrationInterval);
            Assert.Equal(request, Learner.ExpectMsg<RegisterWorkerNode>());
        }

        Time.Advance(Options.RegistrationInterval);
        Accept(node);
        Time.Advance(Options.RegistrationInterval * 3);
        LearnerHearsNothingFrom(node);
    }

    [Fact]
    public void It_says_how_many_requests_nobody_has_answered()
    {
        var node = StartNode();
        Learner.ExpectMsg<RegisterWorkerNode>();
        LearnerHearsNothingFrom(node);

        EventFilter.Warning(contains: "No learner has answered 10 requests").ExpectOne(TimeSpan.FromSeconds(20), () =>
        {
            for (var i = 0; i < 10; i++)
            {
                Time.Advance(Options.RegistrationInterval);
                Learner.ExpectMsg<RegisterWorkerNode>();
            }
        });
    }

    [Fact]
    public void An_accepted_node_acknowledges_its_parameters_and_starts_every_worker_with_its_index_and_the_plan()
    {
        var node = StartNode(Options with { WorkerCount = 3 });
        Accept(node, firstWorker: 4, version: 17);

        for (var worker = 4; worker < 7; worker++)
        {
            var rollout = ExpectRollout(worker);
            Assert.Equal(worker, rollout.Assignment.Worker);
            Assert.Equal(0, rollout.Assignment.Incarnation);
            Assert.Equal(Plan, rollout.Assignment.Plan);
            Assert.Equal(Parameters(17), rollout.Parameters);
        }
    }

    [Fact]
    public void Every_worker_of_the_node_is_given_the_one_snapshot()
    {
        StartTraining(Options with { WorkerCount = 2 });

        Assert.Same(ExpectRollout(0).Parameters, ExpectRollout(1).Parameters);
    }

    [Fact]
    public void An_answer_to_another_node_is_ignored()
    {
        var node = StartNode();
        Learner.ExpectMsg<RegisterWorkerNode>();

        node.Tell(new WorkerNodeAccepted(Run, Term, "another", 0, Plan, Parameters(0)));
        node.Tell(new WorkerNodeRejected("another", WorkerNodeRejectionReason.TrainingCompleted, "Over."));

        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RegistrationInterval);
        Accept(node);
    }

    [Theory]
    [InlineData(WorkerNodeRejectionReason.Full)]
    [InlineData(WorkerNodeRejectionReason.ProtocolVersion)]
    [InlineData(WorkerNodeRejectionReason.InvalidRequest)]
    public void A_node_that_is_turned_away_says_why_and_asks_on(WorkerNodeRejectionReason reason)
    {
        var node = StartNode();
        Learner.ExpectMsg<RegisterWorkerNode>();

        EventFilter.Warning(contains: "No room.").ExpectOne(TimeSpan.FromSeconds(20), () =>
        {
            node.Tell(new WorkerNodeRejected("node", reason, "No room."));
            LearnerHearsNothingFrom(node);
        });

        Time.Advance(Options.RegistrationInterval);
        Accept(node);
        ExpectRollout();
    }

    [Fact]
    public void A_node_that_comes_too_late_asks_no_more()
    {
        var node = StartNode();
        Learner.ExpectMsg<RegisterWorkerNode>();

        node.Tell(new WorkerNodeRejected("node", WorkerNodeRejectionReason.TrainingCompleted, "Over."));
        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RegistrationInterval * 5);

        LearnerHearsNothingFrom(node);
        Assert.Empty(Assignments);
    }

    [Fact]
    public void The_second_answer_to_a_request_sent_twice_starts_no_worker_and_its_parameters_count()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();

        node.Tell(new WorkerNodeAccepted(Run, Term, "node", 0, Plan, Parameters(2)));

        WorkerHearsNothing(node, rollout);
        var gradient = Complete(node, rollout);
        Assert.Equal((0, 2), (gradient.BaseVersion, gradient.ReceivedVersion));
        Apply(node, gradient);
        Assert.Equal(Parameters(2), ExpectRollout().Parameters);
        Assert.Single(Assignments);
    }

    [Theory]
    [InlineData(GradientRejectionReason.UnknownRun, "another run", Term, 0)]
    [InlineData(GradientRejectionReason.OtherTerm, Run, Term + 1, 0)]
    [InlineData(GradientRejectionReason.UnknownWorker, Run, Term, 5)]
    public void A_node_the_learner_does_not_know_any_more_registers_again_and_goes_on_with_rising_numbers(
        GradientRejectionReason reason, string run, long term, int firstWorker)
    {
        var node = StartTraining();
        var before = ExpectRollout();
        Watch(before.Actor);
        var gradientBefore = Complete(node, before);

        Reject(node, gradientBefore, reason);
        ExpectTerminated(before.Actor);
        Accept(node, firstWorker, version: 8, run, term);

        var after = ExpectRollout(firstWorker);
        Assert.Equal(Parameters(8), after.Parameters);
        Assert.Equal(firstWorker == 0 ? 1 : 0, after.Assignment.Incarnation);
        var gradientAfter = Complete(node, after);
        Assert.Equal((run, term, firstWorker), (gradientAfter.Run, gradientAfter.Term, gradientAfter.Worker));
        Assert.True(gradientAfter.Sequence > gradientBefore.Sequence);
    }

    [Fact]
    public void Its_workers_learn_of_the_lost_registration_one_after_the_other_and_the_node_registers_once()
    {
        var node = StartTraining(Options with { WorkerCount = 2 });
        var first = Complete(node, ExpectRollout(0));
        var second = Complete(node, ExpectRollout(1));

        Reject(node, first, GradientRejectionReason.UnknownWorker);
        Accept(node, firstWorker: 5);
        ExpectRollout(5);
        ExpectRollout(6);
        Reject(node, second, GradientRejectionReason.UnknownWorker);

        LearnerHearsNothingFrom(node);
    }

    [Fact]
    public void A_worker_that_was_pausing_is_started_once_when_the_node_registers_again()
    {
        var node = StartTraining(Options with { WorkerCount = 2 });
        ExpectRollout(0).Actor.Tell(new Die(new InvalidOperationException()));
        Learner.ExpectMsg<WorkerFailed>();
        var gradient = Complete(node, ExpectRollout(1));

        Reject(node, gradient, GradientRejectionReason.UnknownWorker);
        Accept(node);
        ExpectRollout(0);
        ExpectRollout(1);
        Time.Advance(Options.RestartPause);
        LearnerHearsNothingFrom(node);

        Assert.Equal(4, Assignments.Count);
    }

    [Fact]
    public void The_end_of_the_run_stops_the_workers_for_good()
    {
        var node = StartTraining(Options with { WorkerCount = 2 });
        var (first, second) = (ExpectRollout(0), ExpectRollout(1));
        var gradient = Complete(node, first);
        Watch(first.Actor);
        Watch(second.Actor);

        node.Tell(new TrainingCompleted(Run, Term, TrainingOutcome.Solved, "Solved."));

        Assert.Equivalent(new[] { first.Actor, second.Actor }, new[] { ExpectMsg<Terminated>().ActorRef, ExpectMsg<Terminated>().ActorRef });
        Apply(node, gradient);
        Publish(node, 9);
        Time.Advance(TimeSpan.FromHours(1));
        LearnerHearsNothingFrom(node);
        Assert.Equal(2, Assignments.Count);
    }

    [Fact]
    public void A_gradient_that_came_after_the_end_of_the_run_tells_the_node_of_it()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        Watch(rollout.Actor);

        Reject(node, Complete(node, rollout), GradientRejectionReason.TrainingCompleted);

        ExpectTerminated(rollout.Actor);
        Time.Advance(TimeSpan.FromHours(1));
        LearnerHearsNothingFrom(node);
    }

    [Theory]
    [InlineData("another run", Term)]
    [InlineData(Run, Term + 1)]
    public void The_end_of_another_run_or_term_is_ignored(string run, long term)
    {
        var node = StartTraining();
        var rollout = ExpectRollout();

        node.Tell(new TrainingCompleted(run, term, TrainingOutcome.Solved, "Solved."));
        Apply(node, Complete(node, rollout));

        ExpectRollout();
    }

    [Fact]
    public void A_node_that_registers_again_ignores_the_end_of_what_it_took_part_in()
    {
        var node = StartTraining();
        Reject(node, Complete(node, ExpectRollout()), GradientRejectionReason.OtherTerm);

        node.Tell(new TrainingCompleted(Run, Term, TrainingOutcome.Failed, "The learner crashed."));

        Accept(node, term: Term + 1);
        ExpectRollout();
    }

    [Fact]
    public void A_node_that_crashes_takes_no_further_part()
    {
        var node = StartNode();
        Watch(node);
        Learner.ExpectMsg<RegisterWorkerNode>();

        // There is no probe for worker 100: the node throws where it makes its props.
        EventFilter.Error(contains: "The worker node node crashed at a message of type WorkerNodeAccepted").ExpectOne(TimeSpan.FromSeconds(20), () =>
            node.Tell(new WorkerNodeAccepted(Run, Term, "node", 100, Plan, Parameters(0)), Learner));

        ExpectTerminated(node);
    }

    [Fact]
    public void Everything_after_the_answer_goes_to_the_actor_that_gave_it()
    {
        var active = CreateTestProbe("active");
        var node = StartNode();
        Learner.ExpectMsg<RegisterWorkerNode>();

        node.Tell(new WorkerNodeAccepted(Run, Term, "node", 0, Plan, Parameters(0)), active);
        active.ExpectMsg<ParametersReceived>();
        var rollout = ExpectRollout();
        node.Tell(CompletionOf(rollout), rollout.Actor);

        active.ExpectMsg<SubmitGradient>();
        LearnerHearsNothingFrom(node);
    }

    [Fact]
    public void A_learner_that_is_gone_is_asked_for_again_and_the_next_one_is_followed()
    {
        var first = CreateTestProbe("first");
        var second = CreateTestProbe("second");
        var node = StartNode();
        Learner.ExpectMsg<RegisterWorkerNode>();
        node.Tell(new WorkerNodeAccepted(Run, Term, "node", 0, Plan, Parameters(7)), first);
        var abandoned = ExpectRollout();
        node.Tell(CompletionOf(abandoned), abandoned.Actor);
        first.ExpectMsg<ParametersReceived>();
        first.ExpectMsg<SubmitGradient>();

        Sys.Stop(first);

        Learner.ExpectMsg<RegisterWorkerNode>();
        Assert.Equal(1, Observer.FishForMessage<NodeProgressed>(progress => progress.Lost == 1).Submitted);
        Observer.ExpectMsg<LearnerLost>();
        node.Tell(new WorkerNodeAccepted(Run, Term + 1, "node", 4, Plan, Parameters(5)), second);
        Assert.Equal(5, second.ExpectMsg<ParametersReceived>().Version);
        var rollout = ExpectRollout(4);
        node.Tell(CompletionOf(rollout), rollout.Actor);
        var gradient = second.ExpectMsg<SubmitGradient>();
        Assert.Equal((Term + 1, 5), (gradient.Term, gradient.BaseVersion));
    }

    [Fact]
    public void A_learner_that_another_has_taken_over_from_is_not_followed_again()
    {
        var node = StartNode();
        Accept(node);
        Sys.Stop(Learner);
        Observer.FishForMessage<LearnerLost>(_ => true);

        var overtaken = CreateTestProbe("overtaken");
        node.Tell(new WorkerNodeAccepted(Run, Term - 1, "node", 0, Plan, Parameters(99)), overtaken);
        var successor = CreateTestProbe("successor");
        node.Tell(new WorkerNodeAccepted(Run, Term + 1, "node", 1, Plan, Parameters(3)), successor);

        successor.ExpectMsg<ParametersReceived>();
        overtaken.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_same_refusal_is_told_once()
    {
        var node = StartNode();
        for (var i = 0; i < 3; i++)
            node.Tell(new WorkerNodeRejected("node", WorkerNodeRejectionReason.Full, "No room."), Learner);
        node.Tell(new WorkerNodeRejected("node", WorkerNodeRejectionReason.ProtocolVersion, "Version 1 here, 2 there."), Learner);

        Observer.ExpectMsg(new NodeRejected("No room."));
        Observer.ExpectMsg(new NodeRejected("Version 1 here, 2 there."));
    }

    [Fact]
    public void What_the_node_has_done_is_told_and_adds_up()
    {
        var node = StartTraining();
        Apply(node, Complete(node, ExpectRollout()));
        Reject(node, Complete(node, ExpectRollout()), GradientRejectionReason.TooStale);
        Complete(node, ExpectRollout());
        Time.Advance(Options.AnswerTimeout);
        Time.Advance(Options.DeadlineCheckInterval);

        var progress = Observer.FishForMessage<NodeProgressed>(progress => progress.Lost == 1);

        Assert.Equal((3, 1, 1), (progress.Submitted, progress.Applied, progress.Rejected));
        Assert.Equal(3L * Report.EnvironmentSteps, progress.EnvironmentSteps);
    }
}

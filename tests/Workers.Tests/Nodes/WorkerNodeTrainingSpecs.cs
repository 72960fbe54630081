using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;
using ActorCritic.Distributed.Workers.Rollouts;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Nodes;

/// <summary>The way of gradients and parameters through a worker node.</summary>
public sealed class WorkerNodeTrainingSpecs(ITestOutputHelper output) : WorkerNodeTestKit(output)
{
    [Fact]
    public void The_gradient_of_a_rollout_is_sent_with_everything_that_is_known_of_it()
    {
        var node = StartNode();
        Accept(node, firstWorker: 2, version: 5);

        var gradient = Complete(node, ExpectRollout(2));

        Assert.Equal(new SubmitGradient(Run, Term, "node", 2, gradient.Sequence, 5, 5, Plan.LayoutFingerprint, Gradient(5), Report), gradient);
    }

    [Fact]
    public void Sequence_numbers_rise_from_gradient_to_gradient_of_every_worker()
    {
        var node = StartTraining(Options with { WorkerCount = 2 });
        var sequences = new long[2];
        for (var i = 0; i < 3; i++)
        {
            for (var worker = 0; worker < 2; worker++)
            {
                var gradient = Complete(node, ExpectRollout(worker));
                Assert.True(gradient.Sequence > sequences[worker]);
                sequences[worker] = gradient.Sequence;
                Apply(node, gradient);
            }
        }
    }

    [Fact]
    public void A_worker_plays_no_further_rollout_before_its_gradient_is_answered()
    {
        var node = StartTraining(Options with { WorkerCount = 2 });
        var rollout = ExpectRollout(0);
        var gradient = Complete(node, rollout);

        Publish(node, 1);
        Apply(node, Complete(node, ExpectRollout(1)));
        ExpectRollout(1);
        WorkerHearsNothing(node, rollout);

        Apply(node, gradient);
        ExpectRollout(0);
    }

    [Fact]
    public void The_next_rollout_starts_with_the_newest_parameters_that_were_published()
    {
        var node = StartTraining();
        var gradient = Complete(node, ExpectRollout());

        foreach (var published in new[] { 3, 7, 5, 7 })
            Publish(node, published);

        Apply(node, gradient);
        var next = ExpectRollout();
        Assert.Equal(Parameters(7), next.Parameters);
        Assert.Equal(7, Complete(node, next).BaseVersion);
    }

    [Fact]
    public void A_gradient_acknowledges_the_newest_parameters_whichever_it_was_computed_with()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        Publish(node, 7);

        var gradient = Complete(node, rollout);

        Assert.Equal((0, 7), (gradient.BaseVersion, gradient.ReceivedVersion));
        Time.Advance(Options.DeadlineCheckInterval);
        LearnerHearsNothingFrom(node);
    }

    [Fact]
    public void Parameters_that_no_gradient_acknowledges_are_acknowledged_once_when_deadlines_are_looked_at()
    {
        var node = StartTraining();
        ExpectRollout();
        foreach (var (published, newest) in new[] { (3L, 3L), (7L, 7L), (5L, 7L), (7L, 7L) })
        {
            Publish(node, published);
            LearnerHearsNothingFrom(node);
            Time.Advance(Options.DeadlineCheckInterval);
            Assert.Equal(new ParametersReceived(Run, Term, "node", newest), Learner.ExpectMsg<ParametersReceived>());
        }

        Time.Advance(Options.DeadlineCheckInterval);
        LearnerHearsNothingFrom(node);
    }

    [Fact]
    public void Parameters_that_are_published_during_a_rollout_leave_it_alone()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();

        Publish(node, 3);

        WorkerHearsNothing(node, rollout);
        Assert.Equal(0, Complete(node, rollout).BaseVersion);
    }

    [Theory]
    [InlineData("another run", Term)]
    [InlineData(Run, Term - 1)]
    public void Parameters_of_another_run_or_term_are_neither_used_nor_acknowledged(string run, long term)
    {
        var node = StartTraining();
        var gradient = Complete(node, ExpectRollout());

        Publish(node, 9, run, term);
        LearnerHearsNothingFrom(node);

        Apply(node, gradient);
        Assert.Equal(0, ExpectRollout().Parameters.Version);
    }

    [Fact]
    public void An_answer_that_is_not_the_one_waited_for_is_ignored()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        var gradient = Complete(node, rollout);

        Apply(node, gradient with { Sequence = gradient.Sequence + 1 });
        Apply(node, gradient with { Sequence = gradient.Sequence - 1 });
        Apply(node, gradient with { Worker = 1 });
        Apply(node, gradient with { Run = "another run" });
        Apply(node, gradient with { Term = Term + 1 });
        Reject(node, gradient with { Sequence = gradient.Sequence + 1 }, GradientRejectionReason.UnknownWorker);
        Reject(node, gradient with { Worker = 1 }, GradientRejectionReason.UnknownWorker);
        Reject(node, gradient with { Run = "another run" }, GradientRejectionReason.UnknownRun);
        Reject(node, gradient with { Term = Term - 1 }, GradientRejectionReason.OtherTerm);
        WorkerHearsNothing(node, rollout);

        Apply(node, gradient);
        var next = ExpectRollout();
        Apply(node, gradient);
        WorkerHearsNothing(node, next);
    }

    [Theory]
    [InlineData(GradientRejectionReason.TooStale)]
    [InlineData(GradientRejectionReason.NonFinite)]
    [InlineData(GradientRejectionReason.Duplicate)]
    [InlineData(GradientRejectionReason.OtherLayout)]
    [InlineData(GradientRejectionReason.WrongLength)]
    [InlineData(GradientRejectionReason.UnknownVersion)]
    [InlineData(GradientRejectionReason.NormTooLarge)]
    [InlineData(GradientRejectionReason.InvalidReport)]
    public void A_worker_whose_gradient_was_refused_plays_the_next_rollout(GradientRejectionReason reason)
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        var gradient = Complete(node, rollout);
        Publish(node, 1);

        Reject(node, gradient, reason);

        var next = ExpectRollout();
        Assert.Equal((rollout.Actor, 1L), (next.Actor, next.Parameters.Version));
        Assert.True(Complete(node, next).Sequence > gradient.Sequence);
    }

    [Fact]
    public void The_memory_of_a_gradient_that_was_applied_goes_back_to_its_worker_with_the_next_rollout()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        Assert.Null(rollout.Buffer);
        Apply(node, Complete(node, rollout, out var buffer));

        var next = ExpectRollout();

        Assert.Same(buffer, next.Buffer);
        Reject(node, Complete(node, next), GradientRejectionReason.TooStale);
        Assert.Null(ExpectRollout().Buffer);
    }

    [Fact]
    public void With_several_gradients_in_flight_no_worker_is_given_memory_that_the_learner_may_still_read()
    {
        var node = StartNode();
        Accept(node, plan: Plan with { GradientsInFlight = 2 });
        var first = Complete(node, ExpectRollout(), out var firstBuffer);
        var rollout = ExpectRollout();
        Assert.Null(rollout.Buffer);
        var second = Complete(node, rollout, out var secondBuffer);

        Apply(node, second);
        var next = ExpectRollout();
        Assert.Same(secondBuffer, next.Buffer);
        Complete(node, next);

        Apply(node, first);
        Assert.Same(firstBuffer, ExpectRollout().Buffer);
    }

    [Fact]
    public void A_gradient_whose_answer_is_overdue_is_given_up_and_its_worker_goes_on()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        var gradient = Complete(node, rollout);

        Time.Advance(Options.AnswerTimeout);
        WorkerHearsNothing(node, rollout);
        Time.Advance(Options.DeadlineCheckInterval);

        Assert.Equal(new GradientLost(Run, Term, "node", 0, gradient.Sequence), Learner.ExpectMsg<GradientLost>());
        var next = ExpectRollout();
        Assert.Equal((rollout.Actor, null), (next.Actor, next.Buffer));

        // The answer comes after all.
        Apply(node, gradient);
        WorkerHearsNothing(node, next);
        Assert.True(Complete(node, next).Sequence > gradient.Sequence);
    }

    [Fact]
    public void A_worker_goes_on_until_as_many_gradients_are_in_flight_as_the_plan_allows()
    {
        var node = StartNode();
        Accept(node, plan: Plan with { GradientsInFlight = 3 });

        var first = Complete(node, ExpectRollout());
        Complete(node, ExpectRollout());
        var rollout = ExpectRollout();
        Complete(node, rollout);
        WorkerHearsNothing(node, rollout);

        Publish(node, 1);
        Apply(node, first);
        var next = ExpectRollout();
        Assert.Equal(1, next.Parameters.Version);
        WorkerHearsNothing(node, next);
    }

    [Fact]
    public void An_answer_that_comes_during_a_rollout_begins_no_second_one()
    {
        var node = StartNode();
        Accept(node, plan: Plan with { GradientsInFlight = 2 });
        var first = Complete(node, ExpectRollout());
        var rollout = ExpectRollout();

        Apply(node, first);
        WorkerHearsNothing(node, rollout);

        Complete(node, rollout);
        ExpectRollout();
    }

    [Fact]
    public void Every_gradient_in_flight_has_a_deadline_of_its_own()
    {
        var node = StartNode();
        Accept(node, plan: Plan with { GradientsInFlight = 2 });
        var first = Complete(node, ExpectRollout());
        Time.Advance(Options.AnswerTimeout / 2);
        var rollout = ExpectRollout();
        var second = Complete(node, rollout);

        Time.Advance((Options.AnswerTimeout / 2) + Options.DeadlineCheckInterval);
        Assert.Equal(new GradientLost(Run, Term, "node", 0, first.Sequence), Learner.ExpectMsg<GradientLost>());
        var next = ExpectRollout();

        Time.Advance(Options.AnswerTimeout / 2);
        Assert.Equal(new GradientLost(Run, Term, "node", 0, second.Sequence), Learner.ExpectMsg<GradientLost>());
        WorkerHearsNothing(node, next);
    }

    [Fact]
    public void A_node_that_is_asked_to_leave_counts_what_is_in_flight_as_lost_says_so_and_trains_no_more()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        Complete(node, rollout);
        Watch(rollout.Actor);
        var asker = CreateTestProbe();

        node.Tell(LeaveRun.Instance, asker);

        ExpectTerminated(rollout.Actor);
        asker.ExpectMsg<RunLeft>();
        var last = Observer.FishForMessage<NodeProgressed>(progress => progress.Submitted == 1);
        Assert.Equal((0, 0, 1), (last.Applied, last.Rejected, last.Lost));
        LearnerHearsNothingFrom(node);

        node.Tell(LeaveRun.Instance, asker);
        asker.ExpectMsg<RunLeft>();
    }

    [Fact]
    public void A_rollout_that_nobody_asked_for_is_not_sent_on()
    {
        var node = StartTraining();
        ExpectRollout();

        node.Tell(new RolloutCompleted(0, new GradientBuffer(2), Report), TestActor);

        LearnerHearsNothingFrom(node);
    }
}

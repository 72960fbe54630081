using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Nodes;

/// <summary>Workers that throw, hang or cannot even be made.</summary>
public sealed class WorkerNodeFailureSpecs(ITestOutputHelper output) : WorkerNodeTestKit(output)
{
    private readonly CountedNetworks _networks = new();

    [Fact]
    public void A_worker_that_throws_is_reported_and_its_siblings_go_on()
    {
        var node = StartTraining(Options with { WorkerCount = 2 });
        var (broken, sibling) = (ExpectRollout(0), ExpectRollout(1));
        Watch(broken.Actor);

        broken.Actor.Tell(new Die(new InvalidOperationException("The pole\nbroke.")));

        Assert.Equal(new WorkerFailed(Run, Term, "node", 0, "InvalidOperationException: The pole broke."), Learner.ExpectMsg<WorkerFailed>());
        ExpectTerminated(broken.Actor);
        Apply(node, Complete(node, sibling));
        Assert.Equal(sibling.Actor, ExpectRollout(1).Actor);
    }

    [Fact]
    public void What_died_why_and_what_happens_next_is_logged_once()
    {
        var log = CreateTestProbe();
        Sys.EventStream.Subscribe(log, typeof(Warning));
        Sys.EventStream.Subscribe(log, typeof(Error));
        var node = StartTraining(Options with { WorkerCount = 3 });
        var cause = new InvalidOperationException("The pole broke.");

        ExpectRollout(1).Actor.Tell(new Die(cause));
        Learner.ExpectMsg<WorkerFailed>();
        LearnerHearsNothingFrom(node);
        log.Tell("end of the log");

        var warning = log.ExpectMsg<Warning>();
        Assert.Equal(
            "Worker 1 of node 'node' died (InvalidOperationException: The pole broke.). Its rollout is lost, and another takes its place in 0.1 s.",
            warning.Message.ToString());
        Assert.Same(cause, warning.Cause);
        log.ExpectMsg("end of the log");
    }

    [Fact]
    public void Another_incarnation_follows_after_a_pause_that_grows_and_an_applied_gradient_forgives()
    {
        var node = StartTraining();
        var rollout = ExpectRollout();
        var incarnation = 0;
        foreach (var milliseconds in new[] { 100, 200, 300, 300 })
            DieAndReturnAfter(milliseconds);

        Apply(node, Complete(node, rollout));
        rollout = ExpectRollout();
        DieAndReturnAfter(100);

        // A refused one does not.
        Reject(node, Complete(node, rollout), GradientRejectionReason.NonFinite);
        rollout = ExpectRollout();
        DieAndReturnAfter(200);

        void DieAndReturnAfter(int milliseconds)
        {
            rollout.Actor.Tell(new Die(new InvalidOperationException()));
            Learner.ExpectMsg<WorkerFailed>();
            LearnerHearsNothingFrom(node);
            Time.Advance(TimeSpan.FromMilliseconds(milliseconds) - TimeSpan.FromTicks(1));
            LearnerHearsNothingFrom(node);
            Assert.Equal(incarnation + 1, Assignments.Count);

            Time.Advance(TimeSpan.FromTicks(1));
            rollout = ExpectRollout();
            Assert.Equal(++incarnation, rollout.Assignment.Incarnation);
            Assert.Equal(0, rollout.Assignment.Worker);
        }
    }

    [Fact]
    public void Only_the_rollout_of_a_dead_worker_is_lost()
    {
        var node = StartTraining();
        var sequence = Complete(node, ExpectRollout());
        Apply(node, sequence);
        Publish(node, 4);

        ExpectRollout().Actor.Tell(new Die(new InvalidOperationException()));
        Learner.ExpectMsg<WorkerFailed>();
        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RestartPause);

        var next = ExpectRollout();
        Assert.Equal(Parameters(4), next.Parameters);
        Assert.Equal(sequence.Sequence + 1, Complete(node, next).Sequence);
    }

    [Fact]
    public void A_worker_that_hangs_is_replaced_and_its_late_rollout_is_ignored()
    {
        var node = StartTraining();
        var hung = ExpectRollout();
        Watch(hung.Actor);

        Time.Advance(Options.RolloutTimeout);
        WorkerHearsNothing(node, hung);
        Time.Advance(Options.DeadlineCheckInterval);
        var failure = Learner.ExpectMsg<WorkerFailed>();
        Assert.Equal(0, failure.Worker);
        Assert.StartsWith("no rollout within 00:02:00", failure.Cause, StringComparison.Ordinal);
        ExpectTerminated(hung.Actor);
        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RestartPause);

        var replacement = ExpectRollout();
        Assert.Equal(1, replacement.Assignment.Incarnation);
        node.Tell(CompletionOf(hung), hung.Actor);
        LearnerHearsNothingFrom(node);
        Complete(node, replacement);
    }

    [Fact]
    public void A_node_that_does_not_know_the_environment_declines_with_the_nearest_name()
    {
        var node = StartNode(Toolbox());
        Learner.ExpectMsg<RegisterWorkerNode>();
        node.Tell(new WorkerNodeAccepted(Run, Term, "node", 0, Plan with { Environment = "Scripted-v1" }, Parameters(0)), Learner);

        const string Fault = "There is no environment 'Scripted-v1'. Did you mean 'Scripted-v0'?";
        Assert.Equal(new PlanDeclined(Run, Term, "node", Fault), Learner.ExpectMsg<PlanDeclined>());
        Assert.Equal(new NodeCompleted(TrainingOutcome.Failed, $"This node cannot take part: {Fault}"), Observer.FishForMessage<NodeCompleted>(_ => true));
        LearnerHearsNothingFrom(node);
    }

    [Fact]
    public void A_node_that_lays_the_network_out_differently_declines_and_starts_no_worker()
    {
        var node = StartNode(new WorkerToolbox(ScriptedEnvironment.Catalogue(), _networks.Create));
        Learner.ExpectMsg<RegisterWorkerNode>();
        node.Tell(new WorkerNodeAccepted(Run, Term, "node", 0, Plan with { LayoutFingerprint = 7 }, Parameters(0)), Learner);

        Assert.Contains("the learner's 0000000000000007", Learner.ExpectMsg<PlanDeclined>().Explanation, StringComparison.Ordinal);
        Assert.Equal(0, _networks.Created);
        LearnerHearsNothingFrom(node);
    }

    [Fact]
    public void A_worker_that_is_given_parameters_of_another_length_says_so()
    {
        var node = StartNode(new WorkerToolbox(ScriptedEnvironment.Catalogue(), options => new TorchPolicyNetwork(options)));
        Learner.ExpectMsg<RegisterWorkerNode>();

        node.Tell(new WorkerNodeAccepted(Run, Term, "node", 0, Plan, SamplePlan.Parameters(3, version: 0)), Learner);

        Learner.ExpectMsg<ParametersReceived>();
        Assert.Equal($"ArgumentException: The network has {ParameterCount} parameters; got 3.", Learner.ExpectMsg<WorkerFailed>().Cause);
    }

    [Fact]
    public void A_worker_whose_environment_cannot_be_made_takes_no_network()
    {
        var catalogue = ScriptedEnvironment.CatalogueOf(() => throw new InvalidOperationException("No display."));
        Accept(StartNode(new WorkerToolbox(catalogue, _networks.Create)));

        Assert.Equal("InvalidOperationException: No display.", Learner.ExpectMsg<WorkerFailed>().Cause);
        Assert.Equal(0, _networks.Created);
    }

    [Fact]
    public void A_worker_whose_environment_throws_gives_its_network_back_and_the_next_one_trains_with_it()
    {
        var steps = 0;
        var node = StartNode(Toolbox(() =>
        {
            if (Interlocked.Increment(ref steps) == 4)
                throw new InvalidOperationException("The pole broke.");
        }));
        Watch(node);
        Accept(node);

        Assert.Equal("InvalidOperationException: The pole broke.", Learner.ExpectMsg<WorkerFailed>().Cause);
        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RestartPause);
        Assert.Equal(6, Learner.ExpectMsg<SubmitGradient>().Rollout.EnvironmentSteps);
        Sys.Stop(node);
        ExpectTerminated(node);

        Assert.Equal(1, _networks.Created);
        Assert.Equal(0, _networks.Alive);
    }

    [Fact]
    public void A_worker_that_hangs_in_its_environment_holds_up_nobody_and_leaves_no_network_when_it_returns()
    {
        using var hangs = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var steps = 0;
        var node = StartNode(Toolbox(() =>
        {
            if (Interlocked.Increment(ref steps) > 1)
                return;
            hangs.Set();
            release.Wait();
        }));
        Watch(node);
        Accept(node);
        hangs.Wait();

        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RolloutTimeout + TimeSpan.FromTicks(1));
        Learner.ExpectMsg<WorkerFailed>();
        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RestartPause);
        var gradient = Learner.ExpectMsg<SubmitGradient>();
        Assert.Equal(2, _networks.Alive);

        release.Set();
        Sys.Stop(node);
        ExpectTerminated(node);
        Assert.Equal(1, gradient.Sequence);
        Assert.Equal(2, _networks.Created);
        Assert.Equal(0, _networks.Alive);
    }

    [Fact]
    public void A_node_that_stops_during_a_rollout_leaves_no_network()
    {
        using var inStep = new CountdownEvent(2);
        using var release = new ManualResetEventSlim();
        var steps = 0;
        var node = StartNode(
            Toolbox(() =>
            {
                if (Interlocked.Increment(ref steps) > 2)
                    return;
                inStep.Signal();
                release.Wait();
            }),
            Options with { WorkerCount = 2 });
        Watch(node);
        Accept(node);
        inStep.Wait();

        Sys.Stop(node);
        Assert.Equal(2, _networks.Alive);
        release.Set();

        ExpectTerminated(node);
        Assert.Equal(2, _networks.Created);
        Assert.Equal(0, _networks.Alive);
    }

    [Fact]
    public void A_node_whose_run_is_over_keeps_no_network()
    {
        var node = StartNode(Toolbox());
        Accept(node);
        Learner.ExpectMsg<SubmitGradient>();
        Assert.Equal(1, _networks.Alive);

        node.Tell(new TrainingCompleted(Run, Term, TrainingOutcome.Solved, "Solved."), Learner);

        Observer.FishForMessage<NodeCompleted>(_ => true);
        Assert.Equal(0, _networks.Alive);
    }

    private WorkerToolbox Toolbox(Action? onStep = null) => new(ScriptedEnvironment.Catalogue(onStep), _networks.Create);
}

using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Tests.Cluster;
using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Distributed;

public sealed class ParameterDelayActorSpecs : TestKit
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TestProbe _learner;
    private readonly TestProbe _node;
    private readonly IActorRef _delay;

    public ParameterDelayActorSpecs()
        : base(ProtocolConfiguration.SerializingEveryMessage)
    {
        _learner = CreateTestProbe("learner");
        _node = CreateTestProbe("node");
        _delay = Sys.ActorOf(ParameterDelayActor.Props(_learner, versions: 2));
    }

    [Fact]
    public void A_node_registers_through_it_and_holds_the_first_parameters_at_once()
    {
        Register();

        Assert.Equal(_delay, _learner.Sender);
        Assert.Equal(_delay, _node.Sender);
    }

    [Fact]
    public void The_node_gets_every_version_two_versions_late_and_before_the_answer_that_begins_its_next_rollout()
    {
        Register();
        Apply(version: 1);
        Answered(1);
        Apply(version: 2);
        Answered(2);

        Apply(version: 3);
        Assert.Equal(1, Expect<ParametersPublished>(_node).Parameters.Version);
        Answered(3);

        Apply(version: 4);
        Assert.Equal(2, Expect<ParametersPublished>(_node).Parameters.Version);
        Answered(4);
    }

    [Fact]
    public void To_the_learner_the_newest_version_counts_as_received_so_that_it_sends_the_next()
    {
        Register();
        _learner.Send(_delay, new ParametersPublished("run", 1, SampleRun.Snapshot(5)));
        _node.Send(_delay, Gradient(receivedVersion: 0));
        Assert.Equal(Gradient(receivedVersion: 5), Expect<SubmitGradient>(_learner));

        _node.Send(_delay, new ParametersReceived("run", 1, "node", 0));
        Assert.Equal(5, Expect<ParametersReceived>(_learner).Version);
    }

    [Fact]
    public void An_answer_to_a_second_registration_brings_no_newer_parameters_to_the_node()
    {
        Register();
        _learner.Send(_delay, Accepted(version: 9));
        _learner.Send(_delay, new GradientApplied("run", 1, 0, 1, Version: 10, 0));

        // Had the second answer come through, it would be the first message here.
        Expect<GradientApplied>(_node);
        _learner.Send(_delay, new GradientApplied("run", 1, 0, 2, Version: 11, 0));
        Assert.Equal(9, Expect<ParametersPublished>(_node).Parameters.Version);
    }

    [Fact]
    public void Everything_else_passes_unchanged_in_both_directions()
    {
        Register();
        var failed = new WorkerFailed("run", 1, "node", 0, "It threw.");
        var rejected = new GradientRejected("run", 1, 0, 3, GradientRejectionReason.TooStale, "It is 3 versions old.");
        var completed = new TrainingCompleted("run", 1, TrainingOutcome.BudgetExhausted, "The budget is used up.");
        _node.Send(_delay, failed);
        _learner.Send(_delay, rejected);
        _learner.Send(_delay, completed);

        Assert.Equal(failed, Expect<WorkerFailed>(_learner));
        Assert.Equal(rejected, Expect<GradientRejected>(_node));
        Assert.Equal(completed, Expect<TrainingCompleted>(_node));
    }

    private void Register()
    {
        _node.Send(_delay, new RegisterWorkerNode(1, "node", 1));
        Expect<RegisterWorkerNode>(_learner);
        _learner.Reply(Accepted(version: 0));
        Assert.Equal(0, Expect<WorkerNodeAccepted>(_node).Parameters.Version);
    }

    private void Apply(long version)
    {
        _learner.Send(_delay, new ParametersPublished("run", 1, SampleRun.Snapshot(version)));
        _learner.Send(_delay, new GradientApplied("run", 1, 0, version, version, 0));
    }

    private void Answered(long version) => Assert.Equal(version, Expect<GradientApplied>(_node).Version);

    private static T Expect<T>(TestProbe probe) => probe.ExpectMsg<T>(Timeout);

    private static WorkerNodeAccepted Accepted(long version) => new("run", 1, "node", 0, SampleState.TrainingPlan, SampleRun.Snapshot(version));

    private static SubmitGradient Gradient(long receivedVersion) =>
        new("run", 1, "node", 0, 1, BaseVersion: 0, receivedVersion, 7, FloatVector.TakeOwnership([0.5f, -0.5f]), new RolloutReport(80, [new EpisodeReport(20, 20)], 0.1, 0.2, 0.3, 0.4, 0.5));
}

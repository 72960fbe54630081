using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

/// <summary>What a learner leaves for those that come after it.</summary>
public sealed class SuccessionSpecs : LearnerActorSpecBase
{
    private const string Process = "process-a";
    private const int ReplicateEvery = 4;

    private readonly NewestLearnerState _newest = new();
    private readonly TestProbe _checkpoints;

    public SuccessionSpecs() => _checkpoints = CreateTestProbe("checkpoints");

    [Fact]
    public void A_standby_is_sent_the_state_at_once_and_then_every_half_of_the_promise()
    {
        Start();
        var node = RegisterNode();
        var standby = Standby();

        Assert.Equal(0, Receive(standby).Version);
        node.Train(0);
        node.Train(1);
        Assert.Equal(2, Receive(standby).Version);
        Assert.Equal([new StandbyStatus("standby", 2, IsInSync: true)], Status().Standbys);
    }

    [Fact]
    public void A_gradient_that_would_break_the_promise_waits_for_the_acknowledgement()
    {
        Start();
        var node = RegisterNode();
        var standby = Standby();
        Receive(standby);
        for (var version = 0; version < ReplicateEvery; version++)
            node.Train(version);

        node.Submit(ReplicateEvery);

        ExpectNothing(node.Probe);
        Receive(standby);
        node.ExpectPublished(ReplicateEvery + 1);
        node.ExpectApplied(ReplicateEvery + 1);
    }

    [Fact]
    public void A_standby_that_answers_no_more_holds_up_nobody_for_long()
    {
        Start();
        var node = RegisterNode();
        var standby = Standby();
        Receive(standby);
        for (var version = 0; version < ReplicateEvery; version++)
            node.Train(version);
        node.Submit(ReplicateEvery);

        PassSeconds(4);

        node.ExpectPublished(ReplicateEvery + 1);
        node.ExpectApplied(ReplicateEvery + 1);
        Assert.False(Assert.Single(Status().Standbys).IsInSync);
    }

    [Fact]
    public void A_standby_that_dies_holds_up_nobody()
    {
        Start();
        var node = RegisterNode();
        var standby = Standby();
        Receive(standby);
        for (var version = 0; version < ReplicateEvery; version++)
            node.Train(version);
        node.Submit(ReplicateEvery);

        Sys.Stop(standby);

        node.ExpectPublished(ReplicateEvery + 1);
        Assert.Empty(Status().Standbys);
    }

    [Fact]
    public void No_more_gradients_wait_than_the_workers_can_have_sent()
    {
        Start();
        var node = RegisterNode();
        var standby = Standby();
        Receive(standby);
        for (var version = 0; version < ReplicateEvery; version++)
            node.Train(version);

        for (var i = 0; i < 3; i++)
            node.Submit(ReplicateEvery);

        node.ExpectRejected(GradientRejectionReason.Overloaded);
        Assert.Equal([new RejectionCount(GradientRejectionReason.Overloaded, 1)], Status().Rejections);
    }

    [Fact]
    public void The_standby_of_the_learners_own_process_is_sent_the_state_and_counts_for_nothing()
    {
        Start();
        var standby = Standby(Process);

        Assert.Equal(0, standby.ExpectMsg<LearnerStateReplicated>().State.Version);
        Assert.Empty(Status().Standbys);
    }

    [Fact]
    public void A_standby_of_another_version_is_told_what_differs()
    {
        Start();
        var standby = CreateTestProbe();
        Learner.Tell(new RegisterStandby(ProtocolVersion.Current + 1, "standby"), standby);

        var rejected = standby.ExpectMsg<StandbyRejected>();
        Assert.Equal(StandbyRejectionReason.ProtocolVersion, rejected.Reason);
        Assert.Contains($"version {ProtocolVersion.Current + 1} of the protocol and the learner version {ProtocolVersion.Current}", rejected.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standby_hears_of_the_end_also_if_it_comes_after_it()
    {
        Start();
        RegisterNode();
        var standby = Standby();
        standby.ExpectMsg<LearnerStateReplicated>();

        Stop("Somebody asked");

        Assert.Equal(TrainingOutcome.Stopped, standby.ExpectMsg<TrainingCompleted>().Outcome);
        Assert.Equal(TrainingOutcome.Stopped, Standby("late").ExpectMsg<TrainingCompleted>().Outcome);
    }

    [Fact]
    public void A_checkpoint_is_written_at_the_start_and_at_every_interval()
    {
        Start();
        var node = RegisterNode();
        Assert.Equal(0, _checkpoints.ExpectMsg<WriteCheckpoint>().State.Version);
        node.Train(0);

        PassSeconds(9);
        ExpectNothing(_checkpoints);
        PassSeconds(1);

        Assert.Equal(1, _checkpoints.ExpectMsg<WriteCheckpoint>().State.Version);
        Assert.Equal(1, _newest.State?.Version);
    }

    [Fact]
    public void A_learner_that_makes_way_stops_when_its_last_state_is_safe()
    {
        Start();
        var node = RegisterNode();
        var standby = Standby();
        Receive(standby);
        node.Train(0);
        _checkpoints.ExpectMsg<WriteCheckpoint>();
        Watch(Learner);

        Learner.Tell(HandOver.Instance);

        Assert.Equal(1, standby.ExpectMsg<LearnerStateReplicated>().State.Version);
        Assert.Equal(1, _checkpoints.ExpectMsg<WriteCheckpoint>().State.Version);
        Assert.Equal(1, Observer.ExpectMsg<LearnerMadeWay>().Parameters.Version);
        node.Submit(1);
        ExpectNothing(node.Probe);
        Acknowledge(standby, 1);
        ExpectTerminated(Learner);
    }

    [Fact]
    public void A_learner_that_makes_way_waits_for_nobody_for_ever()
    {
        Start();
        var standby = Standby();
        Receive(standby);
        RegisterNode().Train(0);
        Watch(Learner);

        Learner.Tell(HandOver.Instance);
        standby.ExpectMsg<LearnerStateReplicated>();

        // It answers once it waits.
        Status();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(5));

        ExpectTerminated(Learner);
    }

    [Fact]
    public void A_learner_goes_on_where_another_left_and_gives_no_index_twice()
    {
        Start();
        var before = RegisterNode(workers: 3);
        before.Train(0);
        Learner.Tell(HandOver.Instance);
        Observer.ExpectMsg<LearnerMadeWay>();
        var state = _newest.State!;

        StartLearner(() => new LearnerStart(SampleRun.Options with { Term = state.Term + 1 }, state));
        var after = CreateTestProbe();
        Learner.Tell(SampleRun.Registration("node-b"), after);

        var accepted = after.ExpectMsg<WorkerNodeAccepted>();
        Assert.Equal((SampleRun.Term + 1, 3, 1L), (accepted.Term, accepted.FirstWorker, accepted.Parameters.Version));
        Assert.Equal(state.Parameters.Values, accepted.Parameters.Values);
    }

    [Fact]
    public void A_run_that_was_solved_when_its_learner_died_ends_with_the_next_one()
    {
        var state = new TrainingRun(SampleRun.Options, SampleRun.Start).Export(SampleRun.Start);
        var policy = state.Parameters;
        var solved = new SolvedPolicy(policy, SampleRun.Evaluated(0, 500), SampleRun.Evaluated(0, 500, round: 1));

        var next = Sys.ActorOf(LearnerActor.Props(
            () => new LearnerStart(SampleRun.Options with { Term = state.Term + 1 }, state with { Stopping = state.Stopping with { Solved = solved } }),
            Evaluator,
            Observer));

        Assert.Equal(TrainingOutcome.Solved, Observer.FishForMessage<RunCompleted>(_ => true).Outcome);
        next.Tell(SampleRun.Registration("node-b"), TestActor);
        Assert.Equal(WorkerNodeRejectionReason.TrainingCompleted, ExpectMsg<WorkerNodeRejected>().Reason);
    }

    [Fact]
    public void A_run_that_has_used_up_its_budget_is_over_also_for_whoever_resumes_it()
    {
        var options = SampleRun.Options with { Training = SampleRun.Options.Training with { MaxSteps = 1, EvaluationInterval = 1_000_000 } };
        StartLearner(() => new LearnerStart(options) { Legacy = new Legacy(Process, _newest, new CrashHistory(limit: 3), _checkpoints) });
        RegisterNode().Submit(0);
        _checkpoints.ExpectMsg<WriteCheckpoint>();
        AnswerEvaluation(returnMean: 100);
        Assert.Equal(TrainingOutcome.BudgetExhausted, Observer.FishForMessage<RunCompleted>(_ => true).Outcome);
        var last = _checkpoints.ExpectMsg<WriteCheckpoint>().State;
        Assert.Equal(1, last.Version);

        var resumed = Sys.ActorOf(LearnerActor.Props(() => new LearnerStart(options with { Term = last.Term + 1 }, last), Evaluator, Observer));
        resumed.Tell(GetTrainingStatus.Instance, TestActor);
        ExpectMsg<TrainingStatus>();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));

        ExpectNothing(Evaluator);
        Assert.Equal(TrainingOutcome.BudgetExhausted, Observer.FishForMessage<RunCompleted>(_ => true).Outcome);
    }

    [Fact]
    public void Whoever_missed_the_end_is_told_again()
    {
        Start();
        var node = RegisterNode();
        var standby = Standby();
        Receive(standby);

        Stop("Somebody asked");
        Assert.Equal(TrainingOutcome.Stopped, standby.ExpectMsg<TrainingCompleted>().Outcome);
        node.Probe.FishForMessage<TrainingCompleted>(_ => true);
        PassSeconds(1);

        Assert.Equal(TrainingOutcome.Stopped, standby.ExpectMsg<TrainingCompleted>().Outcome);
        node.Probe.ExpectMsg<TrainingCompleted>();
    }

    private void Start() => StartLearner(() => new LearnerStart(SampleRun.Options with { ReplicateEvery = ReplicateEvery })
    {
        Legacy = new Legacy(Process, _newest, new CrashHistory(limit: 3), _checkpoints),
    });

    /// <summary>A process that asks to stand by.</summary>
    private TestProbe Standby(string node = "standby")
    {
        var standby = CreateTestProbe();
        Learner.Tell(new RegisterStandby(ProtocolVersion.Current, node), standby);
        return standby;
    }

    /// <summary>The standby gets a state and acknowledges it.</summary>
    private LearnerState Receive(TestProbe standby)
    {
        var state = standby.ExpectMsg<LearnerStateReplicated>().State;
        Acknowledge(standby, state.Version);
        return state;
    }

    private void Acknowledge(TestProbe standby, long version) =>
        Learner.Tell(new LearnerStateReceived(SampleRun.Run, SampleRun.Term, "standby", version), standby);
}

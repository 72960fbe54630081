using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Learner.Tests.Replication;

public sealed class StandbyActorSpecs : TestKit
{
    private static readonly Config Configuration = ConfigurationFactory
        .ParseString(
            """
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.test.single-expect-default = 20s
            """)
        .WithFallback(ProtocolConfiguration.SerializingEveryMessage);

    private static readonly StandbyOptions Options = new() { Node = "standby-b" };

    private readonly TestProbe _learner;
    private readonly TestProbe _observer;
    private readonly NewestLearnerState _newest = new();
    private readonly IActorRef _standby;

    public StandbyActorSpecs()
        : base(Configuration)
    {
        _learner = CreateTestProbe("active-learner");
        _observer = CreateTestProbe("watcher");
        _standby = Sys.ActorOf(StandbyActor.Props(Options, _learner, _newest, _observer));
    }

    [Fact]
    public void It_asks_every_second_until_a_state_comes()
    {
        ExpectRegistration();
        for (var second = 0; second < 3; second++)
        {
            Pass(TimeSpan.FromSeconds(1));
            ExpectRegistration();
        }

        Replicate(_learner, term: 1, version: 4);
        Pass(TimeSpan.FromSeconds(5));
        ExpectNothingFrom(_learner);
    }

    [Fact]
    public void A_state_is_kept_and_acknowledged_to_whoever_sent_it()
    {
        ExpectRegistration();
        var active = CreateTestProbe();

        Replicate(active, term: 2, version: 7);

        Assert.Equal(SampleState.Of(2, 7), _newest.State);
        Replicate(active, term: 2, version: 9);
        Assert.Equal(9, _newest.State?.Version);
        ExpectNothingFrom(_learner);
    }

    [Fact]
    public void A_state_of_an_old_learner_is_neither_kept_nor_acknowledged()
    {
        ExpectRegistration();
        Replicate(_learner, term: 2, version: 7);
        var old = CreateTestProbe();

        _standby.Tell(new LearnerStateReplicated(SampleState.Of(1, 99)), old);

        ExpectNothingFrom(old);
        Assert.Equal((2, 7), (_newest.State?.Term, _newest.State?.Version));
    }

    [Fact]
    public void A_state_of_another_run_is_refused_with_a_sentence()
    {
        ExpectRegistration();
        Replicate(_learner, term: 2, version: 7);
        var stranger = CreateTestProbe();

        EventFilter.Warning(contains: "does not give up").ExpectOne(
            () => _standby.Tell(new LearnerStateReplicated(SampleState.Of(3, 1) with { Run = "another" }), stranger));

        ExpectNothingFrom(stranger);
        Assert.Equal(SampleRun.Run, _newest.State?.Run);
    }

    [Fact]
    public void When_states_stop_it_asks_again()
    {
        ExpectRegistration();
        Replicate(_learner, term: 2, version: 7);
        Pass(Options.SilenceTimeout - TimeSpan.FromSeconds(1));
        Replicate(_learner, term: 2, version: 8);
        Pass(Options.SilenceTimeout - TimeSpan.FromSeconds(1));
        ExpectNothingFrom(_learner);

        Pass(TimeSpan.FromSeconds(1));
        ExpectRegistration();
        Pass(TimeSpan.FromSeconds(1));
        ExpectRegistration();
        Replicate(_learner, term: 2, version: 8);
        Pass(TimeSpan.FromSeconds(2));
        ExpectNothingFrom(_learner);
    }

    [Fact]
    public void When_the_active_learner_dies_it_asks_for_the_next_one_at_once()
    {
        ExpectRegistration();
        var active = CreateTestProbe();
        Replicate(active, term: 2, version: 7);

        Sys.Stop(active);
        ExpectRegistration();

        var next = CreateTestProbe();
        Replicate(next, term: 3, version: 6);
        Assert.Equal((3, 6), (_newest.State?.Term, _newest.State?.Version));
    }

    [Fact]
    public void A_refusal_is_told_once_and_it_asks_on()
    {
        ExpectRegistration();
        var rejected = new StandbyRejected(Options.Node, StandbyRejectionReason.Full, "16 of at most 16 standbys are registered.");

        EventFilter.Warning(contains: "16 of at most 16").ExpectOne(() =>
        {
            _standby.Tell(rejected, _learner);
            Pass(TimeSpan.FromSeconds(1));
            ExpectRegistration();
            _standby.Tell(rejected, _learner);
            Pass(TimeSpan.FromSeconds(1));
            ExpectRegistration();
        });
    }

    [Fact]
    public void A_learner_that_nobody_finds_is_reported_now_and_then()
    {
        ExpectRegistration();
        EventFilter.Warning(contains: "No learner has answered 10 requests").ExpectOne(() => Pass(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public void The_end_of_the_run_is_reported_and_nothing_is_asked_any_more()
    {
        ExpectRegistration();
        Replicate(_learner, term: 2, version: 7);
        var completed = new TrainingCompleted(SampleRun.Run, 2, TrainingOutcome.Solved, "Solved.");

        _standby.Tell(completed, _learner);

        _observer.ExpectMsg(completed);
        Sys.Stop(_learner);
        Pass(TimeSpan.FromMinutes(1));
        _standby.Tell(completed, _observer);
        ExpectNothingFrom(_observer);
    }

    [Fact]
    public void The_end_is_heard_by_one_that_still_registers()
    {
        ExpectRegistration();
        var completed = new TrainingCompleted(SampleRun.Run, 1, TrainingOutcome.BudgetExhausted, "Over.");

        _standby.Tell(completed, _learner);

        _observer.ExpectMsg(completed);
        Pass(TimeSpan.FromSeconds(5));
        ExpectNothingFrom(_learner);
    }

    [Theory]
    [InlineData(SampleRun.Run, 1)]
    [InlineData("another", 5)]
    public void The_end_that_an_old_learner_or_another_run_announces_is_not_the_runs(string run, long term)
    {
        ExpectRegistration();
        Replicate(_learner, term: 2, version: 7);

        _standby.Tell(new TrainingCompleted(run, term, TrainingOutcome.Stopped, "Ctrl-C."), _learner);

        ExpectNothingFrom(_observer);
        Replicate(_learner, term: 2, version: 8);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_all_at_once()
    {
        var options = new StandbyOptions { Node = " ", RegistrationInterval = TimeSpan.Zero, SilenceTimeout = TimeSpan.FromSeconds(-1) };

        Assert.Equal(3, options.Violations().Count);
        Assert.Empty(Options.Violations());
        Assert.Throws<ArgumentException>(() => StandbyActor.Props(options, _learner, _newest, _observer));
    }

    private void ExpectRegistration() => _learner.ExpectMsg(new RegisterStandby(ProtocolVersion.Current, Options.Node));

    private void Replicate(TestProbe learner, long term, long version)
    {
        _standby.Tell(new LearnerStateReplicated(SampleState.Of(term, version)), learner);
        learner.ExpectMsg(new LearnerStateReceived(SampleRun.Run, term, Options.Node, version));
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            HandleAll();
        }
    }

    /// <summary>Whatever was told to the standby before has been handled when this returns.</summary>
    private void HandleAll()
    {
        _standby.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private void ExpectNothingFrom(TestProbe probe)
    {
        HandleAll();
        probe.ExpectNoMsg(TimeSpan.Zero);
    }
}

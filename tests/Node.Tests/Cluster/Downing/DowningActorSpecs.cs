using ActorCritic.Distributed.Node.Cluster.Downing;
using Akka.Actor;
using Akka.Cluster;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Cluster.Downing;

public sealed class DowningActorSpecs : TestKit
{
    private static readonly MemberView Active = new("active", MemberPhase.Up, IsLearner: true, Age: 0);
    private static readonly MemberView Worker = new("worker", MemberPhase.Up, IsLearner: false, Age: 1);
    private static readonly MemberView Other = new("other", MemberPhase.Up, IsLearner: false, Age: 2);

    private readonly ScriptedMembership _membership;
    private readonly IActorRef _downing;
    private readonly TestProbe _caughtUp;

    public DowningActorSpecs()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _membership = new ScriptedMembership(TestActor) { View = ViewOf("active", Active, Worker, Other) };
        _downing = Sys.ActorOf(DowningActor.Props(new DowningOptions(), _membership), "downing");
        _caughtUp = CreateTestProbe();
        CatchUp();
        Pass(TimeSpan.FromSeconds(1));
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_member_that_stays_away_for_three_seconds_is_taken_out()
    {
        _membership.View = ViewOf("active", Active, Across(Worker), Other);
        Pass(TimeSpan.FromSeconds(3));
        ExpectNoMsg(TimeSpan.Zero);

        Pass(TimeSpan.FromSeconds(0.5));
        ExpectMsg("down worker");
    }

    [Fact]
    public void A_member_that_comes_back_in_time_stays()
    {
        _membership.View = ViewOf("active", Active, Across(Worker), Other);
        Pass(TimeSpan.FromSeconds(2.5));
        _membership.View = ViewOf("active", Active, Worker, Other);
        Pass(TimeSpan.FromSeconds(60));

        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_wait_begins_anew_when_another_member_goes_missing()
    {
        _membership.View = ViewOf("active", Active, Across(Worker), Other);
        Pass(TimeSpan.FromSeconds(2.5));
        _membership.View = ViewOf("active", Active, Across(Worker), Across(Other));
        Pass(TimeSpan.FromSeconds(3));
        ExpectNoMsg(TimeSpan.Zero);

        Pass(TimeSpan.FromSeconds(0.5));
        ExpectMsg("down worker");
        ExpectMsg("down other");
    }

    [Fact]
    public void What_never_comes_to_rest_is_decided_all_the_same()
    {
        var missing = Across(Worker);
        for (var seconds = 0; seconds < 13; seconds++)
        {
            ExpectNoMsg(TimeSpan.Zero);
            missing = missing == Across(Worker) ? Across(Other) : Across(Worker);
            _membership.View = ViewOf("active", [Active, .. new[] { Worker, Other }.Select(member => member.Name == missing.Name ? missing : member)]);
            Pass(TimeSpan.FromSeconds(1));
        }

        Pass(TimeSpan.FromSeconds(0.5));
        ExpectMsg<string>(text => text.StartsWith("down ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_worker_whose_learner_is_gone_takes_itself_out()
    {
        var departures = CreateTestProbe();
        Sys.EventStream.Subscribe(departures, typeof(OwnDeparture));
        _membership.View = ViewOf("worker", Across(Active), Worker, Other);
        Pass(TimeSpan.FromSeconds(3.5));

        ExpectMsg("down worker");
        departures.ExpectMsg<OwnDeparture>();
    }

    [Fact]
    public void Nothing_is_decided_before_this_node_is_a_member()
    {
        _membership.View = new ClusterView("active", IsLeader: true, []);
        Pass(TimeSpan.FromSeconds(60));

        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Times_come_from_the_configuration()
    {
        var options = DowningOptions.Of("actorcritic.downing { stable-after = 7s, removal-margin = 500ms }");

        Assert.Equal(
            new DowningOptions { StableAfter = TimeSpan.FromSeconds(7), RemovalMargin = TimeSpan.FromMilliseconds(500) },
            options);
        Assert.Equal(new DowningOptions(), DowningOptions.Of(""));
        Assert.Throws<Akka.Configuration.ConfigurationException>(() => DowningOptions.Of("actorcritic.downing.stable-after = 0s"));
    }

    private static ClusterView ViewOf(string self, params MemberView[] members) => new(self, IsLeader: true, members);

    private static MemberView Across(MemberView member) => member with { IsUnreachable = true };

    private void Pass(TimeSpan time)
    {
        var scheduler = (TestScheduler)Sys.Scheduler;
        for (var passed = TimeSpan.Zero; passed < time; passed += DowningActor.TickInterval)
        {
            scheduler.Advance(DowningActor.TickInterval);
            ExpectMsg<Looked>();
            CatchUp();
        }
    }

    /// <summary>Waits until the actor has started and handled all that it has got.</summary>
    private void CatchUp()
    {
        _downing.Tell(new Identify(1), _caughtUp);
        _caughtUp.ExpectMsg<ActorIdentity>();
    }

    private sealed record Looked;

    /// <summary>A cluster that is as the test says.</summary>
    private sealed class ScriptedMembership(IActorRef test) : IMembership
    {
        private ClusterView _view = new("active", IsLeader: true, []);

        public ClusterView View
        {
            get => Volatile.Read(ref _view);
            set => Volatile.Write(ref _view, value);
        }

        public void Request(IActorRef actor)
        {
            actor.Tell(View);
            test.Tell(new Looked());
        }

        public ClusterView ViewOf(ClusterEvent.CurrentClusterState state) => View;

        public void Down(string member) => test.Tell($"down {member}");
    }
}

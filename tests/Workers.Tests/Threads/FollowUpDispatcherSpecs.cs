using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Threads;

/// <summary>Actors that say which thread they run on.</summary>
public sealed class FollowUpDispatcherSpecs(ITestOutputHelper output) : TestKit(ConfigurationFactory.ParseString(WorkersConfiguration.Hocon), output: output)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public void An_actor_takes_what_was_computed_for_it_on_the_thread_that_computed_it_and_so_does_whom_it_tells()
    {
        var last = Echo("last", WorkersConfiguration.FollowUpDispatcher, TestActor);
        var middle = Echo("middle", WorkersConfiguration.FollowUpDispatcher, last);
        var worker = Echo("worker", WorkersConfiguration.RolloutDispatcher, middle);

        // At first one of them may still be on the thread that started it.
        AwaitAssert(
            () =>
            {
                worker.Tell(Trail.Empty);
                var trail = ExpectMsg<Trail>(Timeout);
                Assert.Equal(["worker", "middle", "last"], trail.Stations.Select(station => station.Actor));
                Assert.Single(trail.Stations.Select(station => station.Thread).Distinct());
                Assert.All(trail.Stations, station => Assert.False(station.IsOfThePool));
            },
            Timeout);
    }

    [Fact]
    public void It_takes_what_comes_from_elsewhere_on_a_thread_of_the_pool()
    {
        Echo("actor", WorkersConfiguration.FollowUpDispatcher, TestActor).Tell(Trail.Empty);

        Assert.True(Assert.Single(ExpectMsg<Trail>(Timeout).Stations).IsOfThePool);
    }

    [Fact]
    public void It_takes_what_an_evaluation_says_on_a_thread_of_the_pool_so_that_it_waits_for_no_other_evaluation()
    {
        var actor = Echo("actor", WorkersConfiguration.FollowUpDispatcher, TestActor);
        Echo("evaluator", WorkersConfiguration.EvaluationDispatcher, actor).Tell(Trail.Empty);

        Assert.Equal([false, true], ExpectMsg<Trail>(Timeout).Stations.Select(station => station.IsOfThePool));
    }

    [Fact]
    public void It_takes_one_message_at_a_turn_so_that_others_have_theirs_in_between()
    {
        var first = Echo("first", WorkersConfiguration.FollowUpDispatcher, TestActor);
        var second = Echo("second", WorkersConfiguration.FollowUpDispatcher, TestActor);
        var worker = Sys.ActorOf(Props.Create(() => new ThreeTimesActor(first, first, second)).WithDispatcher(WorkersConfiguration.RolloutDispatcher));

        // At first one of them may still be on the thread that started it.
        AwaitAssert(
            () =>
            {
                worker.Tell(Trail.Empty);
                var trails = ReceiveN(3, Timeout).Cast<Trail>().ToArray();
                Assert.Equal(["first", "second", "first"], trails.Select(trail => trail.Stations.Single().Actor));
            },
            Timeout);
    }

    private IActorRef Echo(string name, string dispatcher, IActorRef next) =>
        Sys.ActorOf(Props.Create(() => new EchoActor(next)).WithDispatcher(dispatcher), name);

    private sealed record Station(string Actor, int Thread, bool IsOfThePool);

    private sealed record Trail(IReadOnlyList<Station> Stations)
    {
        public static readonly Trail Empty = new([]);
    }

    /// <summary>Passes on what it is told to three actors.</summary>
    private sealed class ThreeTimesActor : ReceiveActor
    {
        public ThreeTimesActor(IActorRef first, IActorRef second, IActorRef third) => Receive<Trail>(trail =>
        {
            first.Tell(trail);
            second.Tell(trail);
            third.Tell(trail);
        });
    }

    /// <summary>Adds itself and its thread, and passes on.</summary>
    private sealed class EchoActor : ReceiveActor
    {
        public EchoActor(IActorRef next) => Receive<Trail>(trail => next.Tell(new Trail(
            [.. trail.Stations, new Station(Self.Path.Name, Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread)])));
    }
}

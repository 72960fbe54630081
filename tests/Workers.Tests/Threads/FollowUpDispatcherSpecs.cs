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

    private IActorRef Echo(string name, string dispatcher, IActorRef next) =>
        Sys.ActorOf(Props.Create(() => new EchoActor(next)).WithDispatcher(dispatcher), name);

    private sealed record Station(string Actor, int Thread, bool IsOfThePool);

    private sealed record Trail(IReadOnlyList<Station> Stations)
    {
        public static readonly Trail Empty = new([]);
    }

    /// <summary>Adds itself and its thread, and passes on.</summary>
    private sealed class EchoActor : ReceiveActor
    {
        public EchoActor(IActorRef next) => Receive<Trail>(trail => next.Tell(new Trail(
            [.. trail.Stations, new Station(Self.Path.Name, Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread)])));
    }
}

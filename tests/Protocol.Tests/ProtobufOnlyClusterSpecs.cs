using System.Runtime.Serialization;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>A cluster with a singleton needs none of the serializers that are refused.</summary>
public sealed class ProtobufOnlyClusterSpecs(ITestOutputHelper output) : TestKit(s_clustering, "cluster", output)
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private static readonly Config s_clustering = ConfigurationFactory.ParseString(
        """
        akka {
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          log-dead-letters = off
        }
        """)
        .WithFallback(ProtocolConfiguration.ProtobufOnly)
        .WithFallback(ClusterSingleton.DefaultConfig());

    [Fact]
    public void A_node_joins_finds_the_singleton_by_its_proxy_and_takes_it_over_when_the_other_leaves()
    {
        using var other = ActorSystem.Create("cluster", s_clustering.WithFallback(DefaultConfig));
        var faults = new[] { Sys, other }.Select(FaultsOf).ToList();
        var first = Cluster.Get(other);
        first.Join(first.SelfAddress);
        AwaitAssert(() => Assert.Equal(MemberStatus.Up, first.SelfMember.Status), s_deadline, TimeSpan.FromMilliseconds(100));
        Cluster.Get(Sys).Join(first.SelfAddress); // as the younger one: the singleton is the oldest's

        foreach (var system in new[] { other, Sys })
        {
            system.ActorOf(
                ClusterSingletonManager.Props(Props.Create(() => new Echo()), ClusterSingletonManagerSettings.Create(system)), "singleton");
        }

        var proxy = Sys.ActorOf(ClusterSingletonProxy.Props("/user/singleton", ClusterSingletonProxySettings.Create(Sys)), "proxy");
        var message = MessageSamples.Of<RegisterWorkerNode>();
        proxy.Tell(message, TestActor);
        Assert.Equal(message, ExpectMsg<RegisterWorkerNode>(s_deadline));
        Assert.Equal(first.SelfAddress, LastSender.Path.Address);

        first.Leave(first.SelfAddress);
        AwaitAssert(
            () =>
            {
                proxy.Tell(message, TestActor);
                ExpectMsg<RegisterWorkerNode>(TimeSpan.FromSeconds(1));
                Assert.True(LastSender.Path.Address.HasLocalScope);
            },
            s_deadline,
            TimeSpan.FromMilliseconds(200));
        Assert.All(faults, events => Assert.False(events.HasMessages, events.HasMessages ? events.ReceiveOne(TimeSpan.Zero).ToString() : ""));
    }

    /// <summary>What a system logs because something was not written or not read.</summary>
    private TestProbe FaultsOf(ActorSystem system)
    {
        var faults = new TestProbe(system, Assertions);
        var filter = system.ActorOf(Props.Create(() => new SerializationFaults(faults.Ref)));
        system.EventStream.Subscribe(filter, typeof(Error));
        system.EventStream.Subscribe(filter, typeof(Warning));
        return faults;
    }

    private sealed class SerializationFaults : ReceiveActor
    {
        public SerializationFaults(IActorRef listener) => Receive<LogEvent>(listener.Forward, fault => fault.Cause is SerializationException);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }
}

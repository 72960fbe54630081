using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

/// <summary>Two ActorSystems that talk over a real connection on loopback: "here", the TestKit's own, and "there".</summary>
public abstract class TwoNodes : TestKit
{
    /// <summary>A loaded machine may take long over anything; nothing waits for this in vain.</summary>
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    protected static readonly Config Remoting = ConfigurationFactory.ParseString(
        """
        akka {
          actor.provider = remote
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          loglevel = INFO
          log-dead-letters = off
        }
        """).WithFallback(ProtocolConfiguration.ProtobufOnly);

    protected TwoNodes(ITestOutputHelper output, Config? here = null)
        : base(here ?? Remoting, "here", output)
    {
        There = ActorSystem.Create("there", Remoting.WithFallback(DefaultConfig));
        Target = new TestProbe(There, Assertions, "target");
        RemoteTarget = SeenFromHere(Target.Ref);
    }

    protected ActorSystem There { get; }

    /// <summary>An actor there.</summary>
    protected TestProbe Target { get; }

    /// <summary>The same, as seen from here.</summary>
    protected IActorRef RemoteTarget { get; }

    protected Address AddressOfThere => ((ExtendedActorSystem)There).Provider.DefaultAddress;

    protected IActorRef SeenFromHere(IActorRef actorThere) =>
        ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(actorThere.Path.ToSerializationFormatWithAddress(AddressOfThere));

    /// <summary>Parameters with as many values, all of which are the version.</summary>
    protected static ParametersPublished Parameters(long version, int length) =>
        new("run-7", 3, new ParameterSnapshot(version, 0, FloatVector.TakeOwnership([.. Enumerable.Repeat((float)version, length)])));

    protected static IActorRef StartCourier(ActorSystem system, CourierOptions? options = null, string name = CourierActor.ActorName) =>
        system.ActorOf(CourierActor.Props(options), name);

    /// <summary>Asks a courier until its status is as wanted.</summary>
    protected CourierStatus AwaitStatus(IActorRef courier, Func<CourierStatus, bool> isWanted)
    {
        var asking = CreateTestProbe();
        CourierStatus? status = null;
        AwaitAssert(
            () =>
            {
                courier.Tell(GetCourierStatus.Instance, asking.Ref);
                status = asking.ExpectMsg<CourierStatus>(Deadline);
                Assert.True(isWanted(status), status.ToString());
            },
            Deadline,
            TimeSpan.FromMilliseconds(50));
        return status!;
    }

    protected override void AfterAll()
    {
        Shutdown(There, Deadline);
        base.AfterAll();
    }
}

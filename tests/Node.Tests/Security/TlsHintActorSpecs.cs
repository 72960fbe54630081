using ActorCritic.Distributed.Node.Security;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using Akka.Remote.Transport;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Security;

public sealed class TlsHintActorSpecs : TestKit
{
    private static readonly Address Here = Address.Parse("akka.tcp://actorcritic@10.0.0.1:4053");
    private static readonly Address Learner = Address.Parse("akka.tcp://actorcritic@10.0.0.2:4053");

    private readonly PlainPeers _peers = new();

    [Fact]
    public void A_node_that_hangs_up_before_it_says_anything_is_named_once()
    {
        Start();

        EventFilter.Warning(contains: "10.0.0.2:4053 closed the connection").ExpectOne(() =>
        {
            HangUp();
            HangUp();
        });
    }

    [Fact]
    public void A_node_that_has_talked_without_tls_hangs_up_for_another_reason()
    {
        Start();
        Sys.EventStream.Publish(new AssociatedEvent(Here, Learner, inbound: false));

        EventFilter.Warning(contains: "closed the connection").Expect(0, () =>
        {
            HangUp();
            AwaitHandled();
        });
    }

    /// <summary>A node that was cut off starts its actor system again, and dials while the cut lasts.</summary>
    [Fact]
    public void That_is_remembered_by_the_next_actor_system_of_the_process()
    {
        _peers.Add(Learner);
        Start();

        EventFilter.Warning(contains: "closed the connection").Expect(0, () =>
        {
            HangUp();
            AwaitHandled();
        });
    }

    private void Start()
    {
        Sys.ActorOf(TlsHintActor.Props(_peers), "hint");
        AwaitHandled();
    }

    private void HangUp() => Sys.EventStream.Publish(new AssociationErrorEvent(
        new InvalidAssociationException("The remote system has disassociated."), Here, Learner, inbound: false, LogLevel.ErrorLevel));

    private void AwaitHandled()
    {
        Sys.ActorSelection("/user/hint").Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
    }
}

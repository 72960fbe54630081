using System.Runtime.Serialization;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Tests.Pieces;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using Akka.Serialization;
using Akka.TestKit;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>
/// Over a real connection, a node speaks the training's messages and Akka's own and nothing else. "There" is a proper node; "here" is one too, or a
/// stranger with serializers of its own.
/// </summary>
public abstract class RemoteWireSpecs : TwoNodes
{
    private readonly TestProbe _eventsHere;
    private readonly TestProbe _eventsThere;

    protected RemoteWireSpecs(ITestOutputHelper output, Config here)
        : base(output, here)
    {
        _eventsHere = EventsOf(Sys);
        _eventsThere = EventsOf(There);
    }

    /// <summary>The node here says why it did not send the message, and the connection is what it was.</summary>
    protected void AssertRefusedOnSending(object message, string cause)
    {
        AssertConnected();
        RemoteTarget.Tell(message, TestActor);
        Assert.Contains(cause, NextSerializationFault(_eventsHere), StringComparison.Ordinal);
        AssertConnected();
        AssertNeverDisassociated();
    }

    /// <summary>The node there says why it did not read the message, and the connection is what it was.</summary>
    protected void AssertRefusedOnReceiving(object message, string cause)
    {
        AssertConnected();
        RemoteTarget.Tell(message, TestActor);
        Assert.Contains(cause, NextSerializationFault(_eventsThere), StringComparison.Ordinal);
        AssertConnected();
        AssertNeverDisassociated();
    }

    /// <summary>A training message arrives, and nothing arrived before it; its answer comes back.</summary>
    protected void AssertConnected()
    {
        var message = MessageSamples.Of<SubmitGradient>();
        RemoteTarget.Tell(message, TestActor);
        Assert.Equal(message, Target.ExpectMsg<object>(Deadline));
        Target.Reply(MessageSamples.Of<GradientApplied>());
        Assert.Equal(MessageSamples.Of<GradientApplied>(), ExpectMsg<object>(Deadline));
    }

    protected void AssertNeverDisassociated()
    {
        foreach (var events in new[] { _eventsHere, _eventsThere })
        {
            while (events.HasMessages)
                Assert.IsNotType<DisassociatedEvent>(events.ReceiveOne(TimeSpan.Zero));
        }
    }

    private static TestProbe EventsOf(ActorSystem system)
    {
        var events = new TestProbe(system, Assertions);
        system.EventStream.Subscribe(events.Ref, typeof(Error));
        system.EventStream.Subscribe(events.Ref, typeof(Warning));
        system.EventStream.Subscribe(events.Ref, typeof(DisassociatedEvent));
        return events;
    }

    private static string NextSerializationFault(TestProbe events) =>
        events.FishForMessage<LogEvent>(fault => fault.Cause is SerializationException, Deadline).Cause.Message;
}

/// <summary>Both nodes are proper ones.</summary>
public sealed class ProtobufOnlySpecs(ITestOutputHelper output) : RemoteWireSpecs(output, Remoting)
{
    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_training_message_passes(string name)
    {
        var sample = MessageSamples.Of(MessageTypes.Named(name));

        RemoteTarget.Tell(sample, TestActor);

        Assert.Equal(sample, Target.ExpectMsg<object>(Deadline));
    }

    [Fact]
    public void An_object_that_is_no_training_message_is_not_sent() =>
        AssertRefusedOnSending(new Stranger(7), $"{typeof(Stranger)} is not sent: nodes of a training speak its Protobuf messages and Akka's own, never JSON");

    [Fact]
    public void A_foreign_Protobuf_message_is_not_sent() => AssertRefusedOnSending(new Duration { Seconds = 1 }, "never Protobuf messages of another schema");

    [Fact]
    public void Bare_bytes_are_not_sent() => AssertRefusedOnSending(new byte[] { 1, 2, 3 }, "never bare bytes");

    [Fact]
    public void An_actor_is_not_deployed_to_another_node()
    {
        var props = Props.Create(() => new Idle()).WithDeploy(new Deploy(new RemoteScope(AddressOfThere)));

        EventFilter.Exception<SerializationException>(contains: "never remote deployment of actors").ExpectOne(Deadline, () => Sys.ActorOf(props));

        AssertConnected();
    }

    [Fact]
    public void An_object_inside_one_of_Akkas_own_messages_is_not_sent() =>
        AssertRefusedOnSending(new ActorSelectionMessage(new Stranger(7), [new SelectChildName("x")]), "is not sent");

    [Fact]
    public void Akkas_own_messages_pass()
    {
        RemoteTarget.Tell(new Identify("who"), TestActor);
        var identity = ExpectMsg<ActorIdentity>(Deadline);
        Assert.Equal(("who", RemoteTarget), ((string)identity.MessageId, identity.Subject));

        Watch(RemoteTarget);
        There.Stop(Target.Ref);
        ExpectTerminated(RemoteTarget, Deadline);
    }

    private sealed record Stranger(int Value);

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}

/// <summary>"Here" speaks Akka's JSON and whatever else Akka sets up on its own.</summary>
public sealed class TalkativeStrangerSpecs(ITestOutputHelper output)
    : RemoteWireSpecs(output, ConfigurationFactory.ParseString(
        """
        akka {
          actor.provider = remote
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          log-dead-letters = off
        }
        """).WithFallback(ProtocolConfiguration.Default))
{
    [Fact]
    public void An_object_in_JSON_is_not_read() => AssertRefusedOnReceiving(new Stranger(7), "in JSON were refused: nodes of a training speak its Protobuf messages");

    [Fact]
    public void A_foreign_Protobuf_message_is_not_read() => AssertRefusedOnReceiving(
        new Duration { Seconds = 1 }, "2 bytes that claim to be 'Google.Protobuf.WellKnownTypes.Duration, Google.Protobuf' in Protobuf messages of another schema");

    [Fact]
    public void Bare_bytes_are_not_read() => AssertRefusedOnReceiving(new byte[] { 1, 2, 3 }, "3 bytes that claim to be something without a name in bare bytes");

    [Fact]
    public void An_object_inside_one_of_Akkas_own_messages_is_not_read() => AssertRefusedOnReceiving(new Identify(new Stranger(7)), "in JSON were refused");

    private sealed record Stranger(int Value);
}

/// <summary>"Here" writes any bytes under any manifest in the place of a training message.</summary>
public sealed class MalformedWireSpecs(ITestOutputHelper output)
    : RemoteWireSpecs(output, ConfigurationFactory.ParseString(
        $$"""
        akka.actor {
          serializers.raw = "{{typeof(RawSerializer).AssemblyQualifiedName}}"
          serialization-bindings { "{{typeof(RawBytes).AssemblyQualifiedName}}" = raw }
        }
        """).WithFallback(Remoting))
{
    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [InlineData("zz", "The manifest 'zz' is none of version 1 of the training protocol")]
    [InlineData("", "The manifest '' is none")]
    [InlineData("sg", "SubmitGradient.bytes is 3 bytes of something else; allowed is the Protobuf encoding of the message.")]
    public void Bytes_that_are_no_message_are_refused(string manifest, string cause) =>
        AssertRefusedOnReceiving(new RawBytes(manifest, [0xFF, 0xFF, 0xFF]), cause);

    [Theory]
    [MemberData(nameof(Messages))]
    public void Truncated_and_random_bytes_cost_neither_the_connection_nor_the_node(string name)
    {
        var sample = MessageSamples.Of(MessageTypes.Named(name));
        var serializer = new TrainingMessageSerializer((ExtendedActorSystem)Sys);
        var (manifest, bytes) = (serializer.Manifest(sample), serializer.ToBinary(sample));

        for (var length = 0; length < bytes.Length; length++)
            RemoteTarget.Tell(new RawBytes(manifest, bytes[..length]), TestActor);
        Gen.Byte.Array[0, 100].Sample(random => RemoteTarget.Tell(new RawBytes(manifest, random), TestActor), iter: 100, threads: 1);
        var last = new GradientLost("last", 0, "node-a", 0, long.MaxValue);
        RemoteTarget.Tell(last, TestActor);

        // Some of the bytes are messages by chance.
        Target.FishForMessage<ITrainingMessage>(message => message.Equals(last), Deadline);
        AssertConnected();
        AssertNeverDisassociated();
    }

    private sealed record RawBytes(string Manifest, byte[] Bytes);

    private sealed class RawSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => TrainingMessageSerializer.WireIdentifier;

        public override string Manifest(object o) => ((RawBytes)o).Manifest;

        public override byte[] ToBinary(object obj) => ((RawBytes)obj).Bytes;

        public override object FromBinary(byte[] bytes, string manifest) => new TrainingMessageSerializer(system).FromBinary(bytes, manifest);
    }
}

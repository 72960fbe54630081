using System.Runtime.Serialization;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>The protocol inside a real ActorSystem.</summary>
public sealed class ProtocolConfigurationSpecs(ITestOutputHelper output) : TestKit(ProtocolConfiguration.SerializingEveryMessage, output: output)
{
    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void No_other_serializer_carries_a_training_message(string name)
    {
        using var system = ActorSystem.Create("bindings", ProtocolConfiguration.Default);
        var type = MessageTypes.Named(name);

        Assert.IsType<TrainingMessageSerializer>(system.Serialization.FindSerializerForType(type));
        Assert.IsType<TrainingMessageSerializer>(system.Serialization.FindSerializerFor(MessageSamples.Of(type)));
        Assert.False(system.Settings.SerializeAllMessages);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_passes_through_the_systems_own_serialization(string name)
    {
        var sample = MessageSamples.Of(MessageTypes.Named(name));
        var serializer = Sys.Serialization.FindSerializerFor(sample);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, sample);

        Assert.Equal(sample, Sys.Serialization.Deserialize(serializer.ToBinary(sample), serializer.Identifier, manifest));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_between_two_actors_arrives_as_an_equal_copy(string name)
    {
        var sample = MessageSamples.Of(MessageTypes.Named(name));
        var echo = Sys.ActorOf(Props.Create<Echo>());

        echo.Tell(sample, TestActor);
        var answer = ExpectMsg<ITrainingMessage>(TimeSpan.FromSeconds(10));

        Assert.Equal(sample, answer);
        if (sample is not GetTrainingStatus)
            Assert.NotSame(sample, answer);
    }

    [Fact]
    public void A_message_that_breaks_a_rule_never_arrives_and_the_fault_is_published()
    {
        var broken = MessageSamples.Of<GradientApplied>() with { Version = -1 };

        EventFilter.Exception<SerializationException>().ExpectOne(TimeSpan.FromSeconds(10), () => TestActor.Tell(broken));
        TestActor.Tell(MessageSamples.Of<GradientApplied>());

        ExpectMsg(MessageSamples.Of<GradientApplied>(), TimeSpan.FromSeconds(10));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}

using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>A serializer in an ActorSystem without any configuration, shared by the specs of one class.</summary>
public sealed class WireFixture : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("wire");

    public WireFixture() => Serializer = new TrainingMessageSerializer((ExtendedActorSystem)_system);

    public TrainingMessageSerializer Serializer { get; }

    public ITrainingMessage RoundTrip(ITrainingMessage message) => Read(message.GetType(), Serializer.ToBinary(message));

    public byte[] SampleBytes(Type type) => Serializer.ToBinary(MessageSamples.Of(type));

    public ITrainingMessage Read(Type type, byte[] bytes) =>
        (ITrainingMessage)Serializer.FromBinary(bytes, Serializer.Manifest(MessageSamples.Of(type)));

    public void Dispose() => _system.Dispose();
}

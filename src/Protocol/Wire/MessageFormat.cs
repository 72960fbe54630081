using ActorCritic.Distributed.Protocol.Messages;
using Google.Protobuf;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>How one type of message is written and read.</summary>
internal abstract class MessageFormat(string manifest, Type messageType)
{
    /// <summary>The short name that travels with the bytes. It is as fixed as a field's number.</summary>
    public string Manifest => manifest;

    /// <summary>The record.</summary>
    public Type MessageType => messageType;

    public abstract byte[] Write(ITrainingMessage message);

    /// <exception cref="MalformedMessageException">The bytes are no such message, or break one of its rules.</exception>
    public abstract ITrainingMessage Read(ReadOnlySpan<byte> bytes);
}

/// <inheritdoc/>
internal sealed class MessageFormat<TMessage, TWire>(string manifest, Func<TMessage, TWire> toWire, Func<TWire, TMessage> fromWire)
    : MessageFormat(manifest, typeof(TMessage))
    where TMessage : ITrainingMessage
    where TWire : class, IMessage<TWire>, new()
{
    public override byte[] Write(ITrainingMessage message) => toWire((TMessage)message).ToByteArray();

    public override ITrainingMessage Read(ReadOnlySpan<byte> bytes) => fromWire(WireBytes<TWire>.Read(bytes, MessageType.Name));
}

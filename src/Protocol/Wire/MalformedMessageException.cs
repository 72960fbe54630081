using System.Runtime.Serialization;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>A message breaks the rules of the protocol: its bytes are no such message, or one of its fields has a value that it may not have.</summary>
/// <remarks>
/// It is a <see cref="SerializationException"/> because Akka.Remote then logs it, drops the one message and keeps the association; most other
/// exceptions would cost the whole connection.
/// </remarks>
public sealed class MalformedMessageException : SerializationException
{
    /// <summary>A field with a value that it may not have.</summary>
    public MalformedMessageException(string messageType, string field, string value, string allowed, Exception? innerException = null)
        : base($"{messageType}.{field} is {value}; allowed is {allowed}.", innerException)
    {
        MessageType = messageType;
        Field = field;
        Value = value;
        Allowed = allowed;
    }

    /// <summary>Name of the message, or of the part of a message, that the field belongs to.</summary>
    public string MessageType { get; }

    /// <summary>Name of the field.</summary>
    public string Field { get; }

    /// <summary>What was found, in words where the value itself would be too long to print.</summary>
    public string Value { get; }

    /// <summary>What the field may hold.</summary>
    public string Allowed { get; }
}

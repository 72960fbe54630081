using Google.Protobuf;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>Reads the wire form of one type from bytes.</summary>
internal static class WireBytes<TWire>
    where TWire : class, IMessage<TWire>, new()
{
    // Fields that only newer nodes know are dropped here: nobody would send them on, and keeping them costs memory that the sender chooses.
    private static readonly MessageParser<TWire> s_parser = new MessageParser<TWire>(() => new TWire()).WithDiscardUnknownFields(true);

    /// <param name="bytes">All of the bytes.</param>
    /// <param name="name">Name of what they are to be, for the exception.</param>
    /// <exception cref="MalformedMessageException">The bytes are something else.</exception>
    public static TWire Read(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            return s_parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new MalformedMessageException(
                name, "bytes", $"{bytes.Length} bytes of something else", "the Protobuf encoding of the message", exception);
        }
    }
}

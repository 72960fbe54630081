using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>
/// Stands in the place of a serializer that could carry anything, and carries nothing: whatever is neither a training message nor one of Akka's own is
/// refused on the way out and on the way in. Installed by <see cref="ProtocolConfiguration.ProtobufOnly"/>.
/// </summary>
/// <remarks>
/// It is one with a string manifest, because for others Akka loads the type that the sender named before it asks them; this one is handed the name and
/// loads nothing. A <see cref="SerializationException"/> costs the one message, not the association.
/// </remarks>
public sealed class RefusingSerializer : SerializerWithStringManifest
{
    private readonly string _replaced;

    /// <summary>Made by Akka.</summary>
    /// <param name="settings">
    /// Its akka.actor.serialization-settings: "refused-identifier", the number of the serializer in whose place it stands, and "refused-name", its name.
    /// </param>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Identifier = settings.GetInt("refused-identifier", -1);
        _replaced = settings.GetString("refused-name");
        if (Identifier < 0 || string.IsNullOrEmpty(_replaced))
            throw new ArgumentException("A refusing serializer needs refused-identifier and refused-name.", nameof(settings));
    }

    /// <summary>The number of the serializer in whose place this one stands.</summary>
    public override int Identifier { get; }

    /// <summary>Refuses.</summary>
    /// <exception cref="SerializationException">Always.</exception>
    public override string Manifest(object o) => throw NotSent(o);

    /// <summary>Refuses.</summary>
    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw NotSent(obj);

    /// <summary>Refuses, without a look at the bytes.</summary>
    /// <exception cref="SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => throw new SerializationException(
        $"{bytes?.Length ?? 0} bytes that claim to be {Printable(manifest)} in {_replaced} were refused: nodes of a training speak its Protobuf messages and Akka's own, nothing else.");

    private SerializationException NotSent(object message) => new(
        $"{message?.GetType().ToString() ?? "null"} is not sent: nodes of a training speak its Protobuf messages and Akka's own, never {_replaced}; " +
        $"give it a message in actorcritic.proto, or keep it in the process.");

    /// <summary>A stranger chose it: it may be long.</summary>
    private static string Printable(string? manifest) => manifest switch
    {
        null or "" => "something without a name",
        { Length: > 200 } => $"'{manifest[..200]}…'",
        _ => $"'{manifest}'",
    };
}

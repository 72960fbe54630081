using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>A message with its addresses, waiting to be cut.</summary>
/// <param name="Target">Path of the actor that the message is for.</param>
/// <param name="Sender">Path of the actor that sent it; empty for none.</param>
/// <param name="Length">Bytes of the encoded message at most.</param>
internal sealed record Letter(string Target, string Sender, ITrainingMessage Message, long Length);

/// <summary>A message as it travels.</summary>
internal sealed record EncodedMessage(string Manifest, byte[] Bytes);

/// <summary>A message that was put together again.</summary>
internal sealed record AssembledMessage(string Manifest, string Target, string Sender, byte[] Bytes);

/// <summary>A message that was not delivered, or whose delivery nobody confirmed.</summary>
/// <param name="Explanation">What happened, without a full stop.</param>
internal sealed record LostLetter(Letter Letter, SendingLoss Reason, string Explanation);

/// <summary>Why a message that a courier was given counts as lost.</summary>
public enum SendingLoss
{
    /// <summary>A newer one to the same actor took its place before it had begun.</summary>
    Superseded,

    /// <summary>Too much was waiting for its node already.</summary>
    QueueFull,

    /// <summary>It is larger than a message may be.</summary>
    TooLarge,

    /// <summary>It breaks a rule of the protocol, so that it cannot be encoded.</summary>
    Malformed,

    /// <summary>The other node stopped acknowledging. The message may have arrived nevertheless; it is never sent twice.</summary>
    Unacknowledged,

    /// <summary>The other node refused a piece of it.</summary>
    Refused,
}

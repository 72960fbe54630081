namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>A part of a message that is too large for one frame of the transport, on its way from the courier of one node to that of another.</summary>
/// <remarks>
/// The pieces of a transfer arrive in order or not at all, since a pair of actors keeps its order; all but the content and the index is the same in
/// each of them.
/// </remarks>
/// <param name="Transfer">Number of the transfer; another one for each message that a courier sends.</param>
/// <param name="Index">Number of the piece, from 0.</param>
/// <param name="TotalLength">Bytes of the whole message, ≥ 0.</param>
/// <param name="Manifest">The training protocol's short name for the type of the message.</param>
/// <param name="Target">Path of the actor that the message is for, in the system of the receiving courier.</param>
/// <param name="Sender">Path of the actor that sent it; empty for none.</param>
/// <param name="Checksum">CRC-32C of the whole message.</param>
/// <param name="Content">The bytes that follow those of the piece before, at most <see cref="Wire.WireLimits.PieceLength"/>.</param>
public sealed record MessagePiece(
    ulong Transfer,
    int Index,
    int TotalLength,
    string Manifest,
    string Target,
    string Sender,
    uint Checksum,
    ByteVector Content) : ITrainingMessage;

/// <summary>What became of a piece: the acknowledgement of <see cref="MessagePiece"/>. Any outcome but the first two ends the transfer.</summary>
public sealed record MessagePieceReceived(ulong Transfer, int Index, PieceOutcome Outcome) : ITrainingMessage;

/// <summary>What became of a piece.</summary>
public enum PieceOutcome
{
    /// <summary>It was kept; if it was the last one, the message was handed on.</summary>
    Accepted,

    /// <summary>It was there already and changed nothing.</summary>
    Duplicate,

    /// <summary>Its transfer never began here, or was given up or replaced.</summary>
    UnknownTransfer,

    /// <summary>The piece before it is missing.</summary>
    Gap,

    /// <summary>It contradicts the first piece of its transfer, adds nothing, or goes beyond the whole.</summary>
    Contradiction,

    /// <summary>The whole would be larger than a message may be.</summary>
    TooLarge,

    /// <summary>All messages that are being put together take as much memory as they may.</summary>
    NoRoom,

    /// <summary>The whole is not what was sent.</summary>
    WrongChecksum,

    /// <summary>The whole is no message of this protocol.</summary>
    Malformed,

    /// <summary>There is no such actor in this system.</summary>
    UnknownRecipient,
}

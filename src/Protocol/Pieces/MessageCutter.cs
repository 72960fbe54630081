using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>Cuts one encoded message into pieces, which share its memory.</summary>
internal sealed class MessageCutter(ulong transfer, Letter letter, EncodedMessage message, int pieceLength)
{
    private readonly uint _checksum = Crc32C.Of(message.Bytes);

    /// <summary>Number of the transfer.</summary>
    public ulong Transfer => transfer;

    /// <summary>What is cut.</summary>
    public Letter Letter => letter;

    /// <summary>Number of pieces, ≥ 1: a message without bytes is one piece without content.</summary>
    public int PieceCount { get; } = Math.Max(1, (int)((message.Bytes.Length + (long)pieceLength - 1) / pieceLength));

    /// <summary>One piece.</summary>
    /// <param name="index">0 … <see cref="PieceCount"/> − 1.</param>
    public MessagePiece Piece(int index)
    {
        var start = index * pieceLength;
        var content = message.Bytes.AsMemory(start, Math.Min(pieceLength, message.Bytes.Length - start));
        return new MessagePiece(
            transfer, index, message.Bytes.Length, message.Manifest, letter.Target, letter.Sender, _checksum, ByteVector.TakeOwnership(content));
    }
}

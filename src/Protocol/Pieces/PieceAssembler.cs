using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>Puts messages together from their pieces: whole, or not at all.</summary>
/// <remarks>
/// It holds at most one unfinished message of each sending node, and of all of them together at most <see cref="CourierOptions.AssemblyLength"/> bytes;
/// memory is taken for the bytes that came, never for those that were announced. A first piece replaces the node's unfinished message, because its sender
/// sends one message at a time and so must have given the other up.
/// </remarks>
internal sealed class PieceAssembler(CourierOptions options)
{
    private readonly Dictionary<string, Node> _nodes = [];

    /// <summary>Bytes held of unfinished messages.</summary>
    public long Length { get; private set; }

    /// <summary>Unfinished messages that the next one of their node replaced.</summary>
    public long ReplacedCount { get; private set; }

    /// <summary>Unfinished messages whose pieces stopped coming.</summary>
    public long AbandonedCount { get; private set; }

    /// <summary>Takes a piece.</summary>
    /// <param name="node">Who sent it.</param>
    /// <returns>What became of it, and the message if it was the last piece.</returns>
    public PieceVerdict Accept(string node, MessagePiece piece, DateTimeOffset now)
    {
        if (!_nodes.TryGetValue(node, out var known))
            _nodes.Add(node, known = new Node());
        known.HeardAt = now;

        if (piece.Transfer != known.Transfer)
        {
            if (piece.Index > 0)
                return PieceOutcome.UnknownTransfer;
            if (Drop(known))
                ReplacedCount++;
            known.Transfer = piece.Transfer;
            known.First = piece;
        }

        if (known.First is not { } first)
            return known.IsComplete ? PieceOutcome.Duplicate : PieceOutcome.UnknownTransfer;
        var outcome = Judge(piece, first, known);
        if (outcome == PieceOutcome.Accepted)
            return Keep(piece, known);
        if (outcome != PieceOutcome.Duplicate)
            Drop(known);
        return outcome;
    }

    /// <summary>Forgets the nodes of which nothing was heard for long, and what they left unfinished.</summary>
    public void ForgetSilent(DateTimeOffset now)
    {
        foreach (var (name, node) in _nodes)
        {
            if (now - node.HeardAt < options.ProgressTimeout)
                continue;
            if (Drop(node))
                AbandonedCount++;
            _nodes.Remove(name);
        }
    }

    private PieceOutcome Judge(MessagePiece piece, MessagePiece first, Node node)
    {
        if (piece with { Index = first.Index, Content = first.Content } != first || (piece.Content.Length == 0 && piece.TotalLength > 0))
            return PieceOutcome.Contradiction;
        if (piece.Index < node.Pieces.Count)
            return PieceOutcome.Duplicate;
        if (piece.Index > node.Pieces.Count)
            return PieceOutcome.Gap;
        if (piece.TotalLength > options.MessageLength)
            return PieceOutcome.TooLarge;
        if (piece.Content.Length > piece.TotalLength - node.Length)
            return PieceOutcome.Contradiction;
        return piece.Content.Length > options.AssemblyLength - Length ? PieceOutcome.NoRoom : PieceOutcome.Accepted;
    }

    private PieceVerdict Keep(MessagePiece piece, Node node)
    {
        node.Pieces.Add(piece.Content);
        node.Length += piece.Content.Length;
        Length += piece.Content.Length;
        node.Checksum.Append(piece.Content.Span);
        if (node.Length < piece.TotalLength)
            return PieceOutcome.Accepted;

        var verdict = node.Checksum.Value == piece.Checksum
            ? new PieceVerdict(PieceOutcome.Accepted, new AssembledMessage(piece.Manifest, piece.Target, piece.Sender, Join(node)))
            : PieceOutcome.WrongChecksum;
        Drop(node);
        node.IsComplete = true;
        return verdict;
    }

    private static byte[] Join(Node node)
    {
        var whole = GC.AllocateUninitializedArray<byte>((int)node.Length);
        var place = 0;
        foreach (var content in node.Pieces)
        {
            content.Span.CopyTo(whole.AsSpan(place));
            place += content.Length;
        }

        return whole;
    }

    /// <summary>Whether there was anything to drop. The number of the transfer stays known, so that what still comes of it is recognised.</summary>
    private bool Drop(Node node)
    {
        var wasUnfinished = node.First is not null;
        Length -= node.Length;
        node.First = null;
        node.Pieces = [];
        node.Length = 0;
        node.Checksum = default;
        node.IsComplete = false;
        return wasUnfinished;
    }

    private sealed class Node
    {
        public DateTimeOffset HeardAt { get; set; }

        /// <summary>Null until the first one.</summary>
        public ulong? Transfer { get; set; }

        /// <summary>First piece of the unfinished message; null while there is none.</summary>
        public MessagePiece? First { get; set; }

        public List<ByteVector> Pieces { get; set; } = [];

        public long Length { get; set; }

        public Crc32C Checksum; // a field, because a property would hand out copies of the struct

        public bool IsComplete { get; set; }
    }
}

/// <summary>What became of a piece.</summary>
/// <param name="Whole">The message, if the piece was its last one.</param>
internal readonly record struct PieceVerdict(PieceOutcome Outcome, AssembledMessage? Whole)
{
    public static implicit operator PieceVerdict(PieceOutcome outcome) => new(outcome, null);
}

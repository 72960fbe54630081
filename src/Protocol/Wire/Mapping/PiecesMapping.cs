using ActorCritic.Distributed.Protocol.Messages;
using Google.Protobuf;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>The pieces of large messages and their acknowledgements.</summary>
internal static class PiecesMapping
{
    private static readonly EnumMapping<PieceOutcome, V1.PieceOutcome> s_outcomes = new();

    public static V1.MessagePiece ToWire(MessagePiece message) => new()
    {
        Transfer = message.Transfer,
        Index = message.Index,
        TotalLength = message.TotalLength,
        Manifest = message.Manifest,
        Target = message.Target,
        Sender = message.Sender,
        Checksum = message.Checksum,
        Content = UnsafeByteOperations.UnsafeWrap(message.Content.Memory),
    };

    public static MessagePiece FromWire(V1.MessagePiece wire)
    {
        var rules = new FieldRules(nameof(MessagePiece));
        return new MessagePiece(
            wire.Transfer,
            rules.NotNegative(wire.Index),
            rules.NotNegative(wire.TotalLength),
            rules.Name(wire.Manifest),
            rules.Name(wire.Target),
            rules.Text(wire.Sender),
            wire.Checksum,
            rules.Piece(wire.Content));
    }

    public static V1.MessagePieceReceived ToWire(MessagePieceReceived message) => new()
    {
        Transfer = message.Transfer,
        Index = message.Index,
        Outcome = s_outcomes.ToWire(message.Outcome),
    };

    public static MessagePieceReceived FromWire(V1.MessagePieceReceived wire)
    {
        var rules = new FieldRules(nameof(MessagePieceReceived));
        return new MessagePieceReceived(wire.Transfer, rules.NotNegative(wire.Index), rules.Known(s_outcomes, wire.Outcome));
    }
}

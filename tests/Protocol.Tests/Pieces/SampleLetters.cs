using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

/// <summary>Letters to one actor and their pieces, of a few bytes each.</summary>
internal static class SampleLetters
{
    public const string Target = "akka.tcp://there@10.0.0.2:4053/user/target#7", Sender = "akka.tcp://here@10.0.0.1:4053/user/sender#8";

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly CourierOptions Options = new()
    {
        PieceLength = 10,
        Window = 3,
        ProgressTimeout = TimeSpan.FromSeconds(5),
        QueueCapacity = 4,
        QueueLength = 1000,
        MessageLength = 200,
        AssemblyLength = 250,
    };

    /// <summary>A message that nothing replaces; encoded by <see cref="Encode"/> it takes this many bytes.</summary>
    public static Letter Gradient(long length) => new(Target, Sender, new GradientLost("run-7", 3, "node-a", 5, length), length);

    /// <summary>A message that the next one replaces.</summary>
    public static Letter Parameters(long version, string target = Target) =>
        new(target, Sender, new ParametersPublished("run-7", 3, new ParameterSnapshot(version, 0, FloatVector.Empty)), 100);

    /// <summary>Bytes of which no two are alike within a piece, as many as the message says.</summary>
    public static EncodedMessage Encode(ITrainingMessage message)
    {
        var length = message is GradientLost lost ? lost.Sequence : 25;
        return new EncodedMessage("xx", [.. Enumerable.Range(0, (int)length).Select(i => (byte)i)]);
    }

    /// <summary>All pieces of a message of this many bytes.</summary>
    public static MessagePiece[] Cut(ulong transfer, int length, string target = Target)
    {
        var cutter = new MessageCutter(
            transfer, Gradient(length) with { Target = target }, Encode(new GradientLost("r", 0, "n", 0, length)), Options.PieceLength);
        return [.. Enumerable.Range(0, cutter.PieceCount).Select(cutter.Piece)];
    }

    public static MessagePieceReceived Receipt(MessagePiece piece, PieceOutcome outcome = PieceOutcome.Accepted) => new(piece.Transfer, piece.Index, outcome);
}

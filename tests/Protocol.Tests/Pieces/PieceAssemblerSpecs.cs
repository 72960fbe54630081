using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using CsCheck;
using static ActorCritic.Distributed.Protocol.Tests.Pieces.SampleLetters;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

public sealed class PieceAssemblerSpecs
{
    private readonly PieceAssembler _assembler = new(Options);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(35)]
    [InlineData(200)]
    public void The_last_piece_hands_the_message_over_whole(int length)
    {
        var pieces = Cut(transfer: 1, length);

        foreach (var piece in pieces[..^1])
            Assert.Equal(PieceOutcome.Accepted, Accept(piece));
        var (outcome, whole) = _assembler.Accept("a", pieces[^1], Start);

        Assert.Equal(PieceOutcome.Accepted, outcome);
        Assert.Equal(("xx", Target, Sender), (whole!.Manifest, whole.Target, whole.Sender));
        Assert.Equal(Enumerable.Range(0, length).Select(i => (byte)i), whole.Bytes);
        Assert.Equal(0, _assembler.Length);
    }

    [Fact]
    public void Messages_of_different_nodes_may_be_interleaved()
    {
        var ofA = Cut(transfer: 1, 15);
        var ofB = Cut(transfer: 1, 25);

        Assert.Null(_assembler.Accept("a", ofA[0], Start).Whole);
        Assert.Null(_assembler.Accept("b", ofB[0], Start).Whole);
        Assert.Null(_assembler.Accept("b", ofB[1], Start).Whole);
        Assert.Equal(30, _assembler.Length);
        Assert.Equal(15, _assembler.Accept("a", ofA[1], Start).Whole!.Bytes.Length);
        Assert.Equal(25, _assembler.Accept("b", ofB[2], Start).Whole!.Bytes.Length);
    }

    [Fact]
    public void A_lost_piece_loses_the_message_and_what_follows_is_of_no_transfer()
    {
        var pieces = Cut(transfer: 1, 55);
        Accept(pieces[0]);
        Accept(pieces[1]);

        Assert.Equal(PieceOutcome.Gap, Accept(pieces[3]));

        Assert.Equal(0, _assembler.Length);
        Assert.Equal(PieceOutcome.UnknownTransfer, Accept(pieces[4]));
        Assert.Equal(PieceOutcome.UnknownTransfer, Accept(pieces[5]));
        Assert.Equal(PieceOutcome.UnknownTransfer, Accept(pieces[0]));
        AssertDelivers(transfer: 2);
    }

    [Fact]
    public void Without_the_first_piece_there_is_no_transfer() => Assert.Equal(PieceOutcome.UnknownTransfer, Accept(Cut(transfer: 1, 15)[1]));

    [Fact]
    public void A_duplicate_changes_nothing()
    {
        var pieces = Cut(transfer: 1, 25);
        Accept(pieces[0]);
        Accept(pieces[1]);

        Assert.Equal(PieceOutcome.Duplicate, Accept(pieces[0]));
        Assert.Equal(PieceOutcome.Duplicate, Accept(pieces[1]));

        Assert.NotNull(_assembler.Accept("a", pieces[2], Start).Whole);
    }

    [Fact]
    public void A_message_is_never_handed_over_twice()
    {
        var pieces = Cut(transfer: 1, 15);
        Accept(pieces[0]);
        Assert.NotNull(_assembler.Accept("a", pieces[1], Start).Whole);

        Assert.All(pieces, piece => Assert.Equal(new PieceVerdict(PieceOutcome.Duplicate, null), _assembler.Accept("a", piece, Start)));
    }

    [Fact]
    public void The_first_piece_of_the_next_transfer_replaces_the_unfinished_one()
    {
        var old = Cut(transfer: 1, 35);
        Accept(old[0]);
        Accept(old[1]);

        AssertDelivers(transfer: 2);

        Assert.Equal(1, _assembler.ReplacedCount);
        Assert.Equal(0, _assembler.Length);
        Assert.Equal(PieceOutcome.UnknownTransfer, Accept(old[2]));
    }

    [Fact]
    public void A_late_piece_of_a_replaced_transfer_does_no_harm_to_the_new_one()
    {
        var old = Cut(transfer: 1, 35);
        var pieces = Cut(transfer: 2, 15);
        Accept(old[0]);
        Accept(pieces[0]);

        Assert.Equal(PieceOutcome.UnknownTransfer, Accept(old[1]));

        Assert.NotNull(_assembler.Accept("a", pieces[1], Start).Whole);
    }

    [Fact]
    public void A_changed_byte_is_found_by_the_checksum()
    {
        var pieces = Cut(transfer: 1, 15);
        Accept(pieces[0] with { Content = ByteVector.TakeOwnership(new byte[10]) });

        Assert.Equal(new PieceVerdict(PieceOutcome.WrongChecksum, null), _assembler.Accept("a", pieces[1], Start));

        Assert.Equal(0, _assembler.Length);
        AssertDelivers(transfer: 2);
    }

    [Fact]
    public void A_piece_that_contradicts_the_first_one_loses_the_message()
    {
        var piece = Cut(transfer: 1, 25)[1];
        MessagePiece[] contradictions =
        [
            piece with { TotalLength = 26 },
            piece with { Manifest = "yy" },
            piece with { Target = Sender },
            piece with { Sender = Target },
            piece with { Checksum = piece.Checksum + 1 },
            piece with { Content = ByteVector.TakeOwnership(Array.Empty<byte>()) },
            piece with { Content = ByteVector.TakeOwnership(new byte[16]) },
        ];

        foreach (var (i, contradiction) in contradictions.Index())
        {
            Accept(Cut(transfer: (ulong)i, 25)[0]);
            Assert.Equal(PieceOutcome.Contradiction, Accept(contradiction with { Transfer = (ulong)i }));
            Assert.Equal(0, _assembler.Length);
        }

        AssertDelivers(transfer: 99);
    }

    [Fact]
    public void A_message_that_claims_to_be_larger_than_allowed_is_refused_at_its_first_piece_and_takes_no_memory()
    {
        var piece = Cut(transfer: 1, 200)[0];

        Assert.Equal(PieceOutcome.Accepted, Accept(piece));
        Assert.Equal(PieceOutcome.TooLarge, Accept(piece with { Transfer = 2, TotalLength = 201 }));
        Assert.Equal(PieceOutcome.TooLarge, Accept(piece with { Transfer = 3, TotalLength = int.MaxValue }));

        Assert.Equal(0, _assembler.Length);
    }

    [Fact]
    public void What_is_announced_takes_no_memory_only_what_arrives()
    {
        var assembler = new PieceAssembler(new CourierOptions());
        var piece = Cut(transfer: 1, 200)[0] with { TotalLength = 1024 * 1024 * 1024 };

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(PieceOutcome.Accepted, assembler.Accept("a", piece, Start).Outcome);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void All_nodes_together_fill_no_more_memory_than_allowed()
    {
        var pieces = Cut(transfer: 1, 200);
        foreach (var piece in pieces[..^1])
            Accept(piece);
        Assert.Equal(190, _assembler.Length);
        for (var i = 0; i < 6; i++)
            Assert.Equal(PieceOutcome.Accepted, _assembler.Accept("b", pieces[i], Start).Outcome);

        Assert.Equal(PieceOutcome.NoRoom, _assembler.Accept("b", pieces[6], Start).Outcome);

        Assert.Equal(190, _assembler.Length);
        Assert.NotNull(_assembler.Accept("a", pieces[^1], Start).Whole);
    }

    [Fact]
    public void What_a_silent_node_left_unfinished_is_dropped()
    {
        var ofA = Cut(transfer: 1, 25);
        var ofB = Cut(transfer: 1, 25);
        Accept(ofA[0]);
        _assembler.Accept("b", ofB[0], Start + TimeSpan.FromSeconds(1));

        _assembler.ForgetSilent(Start + TimeSpan.FromSeconds(4.9));
        Assert.Equal((20, 0), (_assembler.Length, _assembler.AbandonedCount));
        _assembler.ForgetSilent(Start + TimeSpan.FromSeconds(5));

        Assert.Equal((10, 1), (_assembler.Length, _assembler.AbandonedCount));
        Assert.Equal(PieceOutcome.UnknownTransfer, Accept(ofA[1]));
        Assert.Equal(PieceOutcome.Accepted, _assembler.Accept("b", ofB[1], Start).Outcome);
    }

    /// <summary>Whatever is lost, repeated or mixed up on the way: a message comes whole or not at all.</summary>
    [Fact]
    public void No_disorder_of_pieces_hands_over_anything_but_whole_messages() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 5]).Array[0, 60].Sample(choices =>
        {
            var assembler = new PieceAssembler(Options);
            foreach (var (transfer, index) in choices)
            {
                var pieces = Cut((ulong)transfer, length: 10 + (transfer * 5));
                if (assembler.Accept("a", pieces[index % pieces.Length], Start).Whole is { } whole)
                    Assert.Equal(Encode(new GradientLost("r", 0, "n", 0, 10 + (transfer * 5))).Bytes, whole.Bytes);

                Assert.InRange(assembler.Length, 0, Options.AssemblyLength);
            }
        });

    private PieceOutcome Accept(MessagePiece piece) => _assembler.Accept("a", piece, Start).Outcome;

    private void AssertDelivers(ulong transfer)
    {
        var pieces = Cut(transfer, 15);
        Assert.Equal(PieceOutcome.Accepted, Accept(pieces[0]));
        Assert.NotNull(_assembler.Accept("a", pieces[1], Start).Whole);
    }
}

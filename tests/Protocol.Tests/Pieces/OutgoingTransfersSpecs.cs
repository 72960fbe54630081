using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using ActorCritic.Distributed.Protocol.Wire;
using static ActorCritic.Distributed.Protocol.Tests.Pieces.SampleLetters;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

public sealed class OutgoingTransfersSpecs
{
    private readonly List<LostLetter> _lost = [];
    private readonly List<ITrainingMessage> _encoded = [];
    private readonly OutgoingTransfers _transfers;
    private ulong _transfer = 40;

    public OutgoingTransfersSpecs() => _transfers = new OutgoingTransfers(
        Options,
        () => _transfer++,
        message =>
        {
            _encoded.Add(message);
            return Encode(message);
        },
        _lost.Add);

    [Theory]
    [InlineData(0, new[] { 0 })]
    [InlineData(1, new[] { 1 })]
    [InlineData(10, new[] { 10 })]
    [InlineData(11, new[] { 10, 1 })]
    [InlineData(30, new[] { 10, 10, 10 })]
    public void A_message_is_cut_into_full_pieces_and_a_rest(int length, int[] lengths)
    {
        var pieces = Cut(transfer: 3, length);

        Assert.Equal(lengths, pieces.Select(piece => piece.Content.Length));
        Assert.Equal(Enumerable.Range(0, length).Select(i => (byte)i), pieces.SelectMany(piece => piece.Content.Span.ToArray()));
        Assert.Equal(Enumerable.Range(0, lengths.Length), pieces.Select(piece => piece.Index));
        Assert.All(pieces, piece => Assert.Equal((3ul, length, "xx", Target, Sender), (piece.Transfer, piece.TotalLength, piece.Manifest, piece.Target, piece.Sender)));
    }

    [Fact]
    public void No_more_pieces_are_out_than_the_window_holds_and_each_acknowledgement_lets_one_through()
    {
        _transfers.Post(Gradient(55));

        var first = TakeAll();
        Assert.Equal([0, 1, 2], first.Select(piece => piece.Index));
        Assert.False(_transfers.Acknowledge(Receipt(first[0]), Start));
        Assert.Equal([3], TakeAll().Select(piece => piece.Index));
        Assert.False(_transfers.Acknowledge(Receipt(first[1]), Start));
        Assert.False(_transfers.Acknowledge(Receipt(first[2]), Start));
        Assert.Equal([4, 5], TakeAll().Select(piece => piece.Index));
    }

    [Fact]
    public void The_next_message_begins_when_the_last_piece_of_the_one_before_is_acknowledged()
    {
        _transfers.Post(Gradient(15));
        _transfers.Post(Gradient(5));

        var pieces = TakeAll();
        Assert.Equal([0, 1], pieces.Select(piece => piece.Index));
        Assert.False(_transfers.Acknowledge(Receipt(pieces[0]), Start));
        Assert.Empty(TakeAll());
        Assert.True(_transfers.Acknowledge(Receipt(pieces[1]), Start));

        var next = Assert.Single(TakeAll());
        Assert.NotEqual(pieces[0].Transfer, next.Transfer);
        Assert.False(_transfers.IsIdle);
        Assert.True(_transfers.Acknowledge(Receipt(next), Start));
        Assert.True(_transfers.IsIdle);
        Assert.Empty(_lost);
    }

    [Fact]
    public void Newer_parameters_for_the_same_actor_take_the_place_of_those_that_wait()
    {
        _transfers.Post(Gradient(5));
        TakeAll();
        _transfers.Post(Parameters(1));
        _transfers.Post(Parameters(1, target: Target + "8"));
        _transfers.Post(Gradient(6));
        _transfers.Post(Parameters(2));

        Assert.Equal(3, _transfers.WaitingCount);
        Assert.Equal(206, _transfers.WaitingLength);
        var superseded = Assert.Single(_lost);
        Assert.Equal(SendingLoss.Superseded, superseded.Reason);
        Assert.Equal(Parameters(1), superseded.Letter);
        Assert.Equal([5L, 1L, 6L, 2L], DeliverAll().Select(message => message is GradientLost lost ? lost.Sequence : ((ParametersPublished)message).Parameters.Version));
    }

    [Fact]
    public void Parameters_that_have_begun_are_finished()
    {
        _transfers.Post(Parameters(1));
        TakeAll();
        _transfers.Post(Parameters(2));

        Assert.Equal(2, DeliverAll().Count);
        Assert.Empty(_lost);
    }

    [Fact]
    public void A_message_is_encoded_when_its_turn_comes()
    {
        _transfers.Post(Gradient(5));
        _transfers.Post(Gradient(6));
        TakeAll();

        Assert.Single(_encoded);
    }

    [Fact]
    public void Beyond_the_queues_capacity_the_newest_is_lost()
    {
        for (var i = 0; i <= Options.QueueCapacity; i++)
            _transfers.Post(Gradient(i));

        Assert.Equal(Options.QueueCapacity, _transfers.WaitingCount);
        var loss = Assert.Single(_lost);
        Assert.Equal((SendingLoss.QueueFull, Gradient(Options.QueueCapacity)), (loss.Reason, loss.Letter));
    }

    [Fact]
    public void Beyond_the_queues_length_the_newest_is_lost_but_one_always_has_a_place()
    {
        _transfers.Post(Gradient(2000) with { Length = 2000 });
        Assert.Empty(_lost);
        _transfers.Post(Gradient(1));
        Assert.Equal(SendingLoss.QueueFull, Assert.Single(_lost).Reason);

        _transfers.Post(Gradient(100));
        Assert.Equal(1, _transfers.WaitingCount);
    }

    [Fact]
    public void A_transfer_without_acknowledgement_is_given_up_once_and_the_next_begins()
    {
        _transfers.Post(Gradient(35));
        _transfers.Post(Gradient(5));
        var pieces = TakeAll();
        _transfers.Acknowledge(Receipt(pieces[0]), Start + TimeSpan.FromSeconds(4));

        _transfers.GiveUpOverdue(Start + TimeSpan.FromSeconds(8.9));
        Assert.Empty(_lost);
        _transfers.GiveUpOverdue(Start + TimeSpan.FromSeconds(9));

        var loss = Assert.Single(_lost);
        Assert.Equal((SendingLoss.Unacknowledged, Gradient(35)), (loss.Reason, loss.Letter));
        Assert.Equal("1 of 4 pieces were acknowledged, and for 00:00:05 no other was", loss.Explanation);
        Assert.Equal(5, Assert.Single(TakeAll()).TotalLength);
        Assert.False(_transfers.Acknowledge(Receipt(pieces[1]), Start));
    }

    [Fact]
    public void A_transfer_has_its_whole_deadline_from_its_own_beginning()
    {
        _transfers.Post(Gradient(5));
        Assert.NotNull(_transfers.TakePiece(Start + TimeSpan.FromDays(1)));

        _transfers.GiveUpOverdue(Start + TimeSpan.FromDays(1) + TimeSpan.FromSeconds(4.9));

        Assert.Empty(_lost);
    }

    [Theory]
    [InlineData(PieceOutcome.Gap)]
    [InlineData(PieceOutcome.UnknownTransfer)]
    [InlineData(PieceOutcome.NoRoom)]
    [InlineData(PieceOutcome.Malformed)]
    public void A_refused_piece_loses_its_message_and_nothing_is_sent_again(PieceOutcome outcome)
    {
        _transfers.Post(Gradient(35));
        _transfers.Post(Gradient(5));
        var pieces = TakeAll();

        Assert.False(_transfers.Acknowledge(Receipt(pieces[1], outcome), Start));

        var loss = Assert.Single(_lost);
        Assert.Equal(SendingLoss.Refused, loss.Reason);
        Assert.Contains($"{outcome}", loss.Explanation, StringComparison.Ordinal);
        Assert.Equal(5, Assert.Single(TakeAll()).TotalLength);
    }

    [Fact]
    public void Receipts_of_pieces_that_were_not_sent_of_other_transfers_and_of_duplicates_change_nothing()
    {
        _transfers.Post(Gradient(55));
        var pieces = TakeAll();

        Assert.False(_transfers.Acknowledge(new MessagePieceReceived(pieces[0].Transfer, 3, PieceOutcome.Accepted), Start));
        Assert.False(_transfers.Acknowledge(new MessagePieceReceived(pieces[0].Transfer, int.MaxValue, PieceOutcome.Accepted), Start));
        Assert.False(_transfers.Acknowledge(new MessagePieceReceived(pieces[0].Transfer + 1, 0, PieceOutcome.Gap), Start));
        Assert.False(_transfers.Acknowledge(Receipt(pieces[0], PieceOutcome.Duplicate), Start));

        Assert.Empty(TakeAll());
        Assert.Empty(_lost);
    }

    [Fact]
    public void A_message_larger_than_allowed_or_that_cannot_be_encoded_is_lost_and_the_next_begins()
    {
        var transfers = new OutgoingTransfers(
            Options,
            () => _transfer++,
            message => message is ParametersPublished ? throw new MalformedMessageException("M", "F", "bad", "good") : Encode(message),
            _lost.Add);
        transfers.Post(Parameters(1));
        transfers.Post(Gradient(201));
        transfers.Post(Gradient(200));

        Assert.Equal(200, transfers.TakePiece(Start)!.TotalLength);

        Assert.Equal([SendingLoss.Malformed, SendingLoss.TooLarge], _lost.Select(loss => loss.Reason));
        Assert.Equal("M.F is bad; allowed is good", _lost[0].Explanation);
        Assert.Equal("it takes 201 bytes, and at most 200 are allowed", _lost[1].Explanation);
    }

    private List<MessagePiece> TakeAll()
    {
        var pieces = new List<MessagePiece>();
        while (_transfers.TakePiece(Start) is { } piece)
            pieces.Add(piece);
        return pieces;
    }

    /// <summary>Acknowledges everything, and tells what was encoded from the first message on.</summary>
    private List<ITrainingMessage> DeliverAll()
    {
        for (var transfer = 40ul; !_transfers.IsIdle; transfer++)
        {
            TakeAll();
            for (var index = 0; index < 3; index++)
                _transfers.Acknowledge(new MessagePieceReceived(transfer, index, PieceOutcome.Accepted), Start);
        }

        return _encoded;
    }
}

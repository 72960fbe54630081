using System.Runtime.Serialization;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>Decides which piece goes to one remote node next: one message at a time, a window of pieces without acknowledgement, a bounded queue behind.</summary>
/// <remarks>
/// A message is encoded when its turn comes, so that the queue holds references only and a newer snapshot can take the place of an older one. No piece is
/// ever sent twice: whatever goes wrong with a piece loses its message.
/// </remarks>
/// <param name="nextTransfer">A number that no transfer of this node had before.</param>
/// <param name="encode">Encodes a message; throws a <see cref="SerializationException"/> for one that breaks a rule.</param>
/// <param name="lost">Is told of every message that is given up.</param>
internal sealed class OutgoingTransfers(
    CourierOptions options, Func<ulong> nextTransfer, Func<ITrainingMessage, EncodedMessage> encode, Action<LostLetter> lost)
{
    private readonly LinkedList<Letter> _waiting = [];
    private MessageCutter? _current;
    private int _sent;
    private int _acknowledged;
    private DateTimeOffset _progressedAt;

    /// <summary>Messages that have not begun.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Bytes of the messages that have not begun, at most.</summary>
    public long WaitingLength { get; private set; }

    /// <summary>Whether there is nothing under way and nothing waiting.</summary>
    public bool IsIdle => _current is null && _waiting.Count == 0;

    /// <summary>Takes a message on, or counts it as lost.</summary>
    public void Post(Letter letter)
    {
        if (letter.Message is ILatestWins)
            DropSuperseded(letter);
        if (_waiting.Count >= options.QueueCapacity || (_waiting.Count > 0 && letter.Length > options.QueueLength - WaitingLength))
        {
            var explanation = $"{_waiting.Count} messages of at most {WaitingLength} bytes wait for its node already";
            lost(new LostLetter(letter, SendingLoss.QueueFull, explanation));
            return;
        }

        _waiting.AddLast(letter);
        WaitingLength += letter.Length;
    }

    /// <summary>The piece to send now; null while the window is full or nothing waits. To be called until it is null, after every other call.</summary>
    public MessagePiece? TakePiece(DateTimeOffset now)
    {
        if (_current is null && !TryBegin(now))
            return null;
        return _sent < _current!.PieceCount && _sent - _acknowledged < options.Window ? _current.Piece(_sent++) : null;
    }

    /// <summary>The other node has said what became of a piece.</summary>
    /// <returns>Whether it now has the whole message.</returns>
    public bool Acknowledge(MessagePieceReceived receipt, DateTimeOffset now)
    {
        // Of a transfer that is over, or of a piece that was never sent: nothing follows from it.
        if (_current is null || receipt.Transfer != _current.Transfer || receipt.Index >= _sent || receipt.Outcome == PieceOutcome.Duplicate)
            return false;
        if (receipt.Outcome != PieceOutcome.Accepted)
        {
            GiveUp(SendingLoss.Refused, $"the other node refused piece {receipt.Index} of {_current.PieceCount}: {receipt.Outcome}");
            return false;
        }

        _acknowledged = Math.Max(_acknowledged, receipt.Index + 1);
        _progressedAt = now;
        if (_acknowledged < _current.PieceCount)
            return false;
        _current = null;
        return true;
    }

    /// <summary>Gives the message up that is under way if its acknowledgements are overdue.</summary>
    public void GiveUpOverdue(DateTimeOffset now)
    {
        if (_current is not null && now - _progressedAt >= options.ProgressTimeout)
        {
            GiveUp(
                SendingLoss.Unacknowledged,
                $"{_acknowledged} of {_current.PieceCount} pieces were acknowledged, and for {options.ProgressTimeout} no other was");
        }
    }

    private bool TryBegin(DateTimeOffset now)
    {
        while (_waiting.First is { Value: var letter })
        {
            Remove(_waiting.First);
            if (Encode(letter) is not { } encoded)
                continue;
            _current = new MessageCutter(nextTransfer(), letter, encoded, options.PieceLength);
            _sent = 0;
            _acknowledged = 0;
            _progressedAt = now;
            return true;
        }

        return false;
    }

    private EncodedMessage? Encode(Letter letter)
    {
        try
        {
            var encoded = encode(letter.Message);
            if (encoded.Bytes.Length <= options.MessageLength)
                return encoded;
            lost(new LostLetter(letter, SendingLoss.TooLarge, $"it takes {encoded.Bytes.Length} bytes, and at most {options.MessageLength} are allowed"));
        }
        catch (SerializationException exception)
        {
            lost(new LostLetter(letter, SendingLoss.Malformed, exception.Message.TrimEnd('.')));
        }

        return null;
    }

    private void DropSuperseded(Letter newer)
    {
        // At most one: each newer one has dropped the one before. The newer one goes to the end, so that it overtakes nothing.
        for (var place = _waiting.First; place is not null; place = place.Next)
        {
            var older = place.Value;
            if (older.Target != newer.Target || older.Message.GetType() != newer.Message.GetType())
                continue;
            Remove(place);
            lost(new LostLetter(older, SendingLoss.Superseded, "a newer one took its place"));
            return;
        }
    }

    private void Remove(LinkedListNode<Letter> place)
    {
        _waiting.Remove(place);
        WaitingLength -= place.Value.Length;
    }

    private void GiveUp(SendingLoss reason, string explanation)
    {
        var letter = _current!.Letter;
        _current = null;
        lost(new LostLetter(letter, reason, explanation));
    }
}

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Lets the messages of one connection in one direction pass as the line of their node allows. Safe for use by several threads.</summary>
/// <typeparam name="TMessage">What passes.</typeparam>
internal sealed class LineGate<TMessage> : IDisposable
{
    private const int Limit = 20_000;
    private readonly Lock _gate = new();
    private readonly LineQueue<TMessage> _queue = new(Limit);
    private readonly Line _line;
    private readonly Func<TMessage, bool> _deliver;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private readonly long _startedAt;

    /// <param name="line">The line.</param>
    /// <param name="deliver">Takes what passes, and says whether it did.</param>
    /// <param name="timeProvider">The clock.</param>
    public LineGate(Line line, Func<TMessage, bool> deliver, TimeProvider timeProvider)
    {
        _line = line;
        _deliver = deliver;
        _timeProvider = timeProvider;
        _startedAt = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(_ => Release(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        line.Changed += Release;
    }

    private TimeSpan Now => _timeProvider.GetElapsedTime(_startedAt);

    /// <summary>A message comes.</summary>
    /// <returns>Whether it was taken: what is dropped or held counts as taken, as a network does not tell.</returns>
    public bool Pass(TMessage message)
    {
        lock (_gate)
        {
            if (_queue.Offer(message, _line.State, Now))
                return _deliver(message);
            ScheduleRelease();
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _line.Changed -= Release;
        _timer.Dispose();
    }

    private void Release()
    {
        lock (_gate)
        {
            while (_queue.TryRelease(_line.State, Now, out var message))
                _deliver(message);
            ScheduleRelease();
        }
    }

    private void ScheduleRelease()
    {
        // A timer that fires a little early finds nothing due and must not spin.
        if (_queue.DueIn(_line.State, Now) is { } due)
            _timer.Change(due < OneMillisecond ? OneMillisecond : due, Timeout.InfiniteTimeSpan);
    }

    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);
}

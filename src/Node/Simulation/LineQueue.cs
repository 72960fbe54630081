namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>
/// The messages of one connection in one direction that a fault holds back, in their order. A plain class; time is an argument. Not safe for use by several
/// threads.
/// </summary>
/// <typeparam name="TMessage">What is held.</typeparam>
/// <param name="limit">Most messages that are held, ≥ 1; what comes then is dropped, as a full buffer of the system would make the connection break.</param>
internal sealed class LineQueue<TMessage>(int limit)
{
    private readonly Queue<(TMessage Message, TimeSpan Due)> _held = new();

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _held.Count == 0;

    /// <summary>A message comes.</summary>
    /// <returns>Whether it passes at once. Otherwise it was dropped, or is held until <see cref="TryRelease"/> gives it back.</returns>
    public bool Offer(TMessage message, LineState state, TimeSpan now)
    {
        if (state.IsCut)
            return false;
        if (state.IsOpen && IsEmpty)
            return true;
        if (_held.Count < limit)
            _held.Enqueue((message, now + state.Delay));
        return false;
    }

    /// <summary>The first message, if it is due; what is held never overtakes, and what is under way when a line is cut is lost.</summary>
    public bool TryRelease(LineState state, TimeSpan now, out TMessage message)
    {
        if (state.IsCut)
            _held.Clear();
        message = default!;
        if (state.IsPaused || !_held.TryPeek(out var first) || first.Due > now)
            return false;
        message = _held.Dequeue().Message;
        return true;
    }

    /// <summary>How long until the first message is due; null while there is none, or nobody knows.</summary>
    public TimeSpan? DueIn(LineState state, TimeSpan now) =>
        state.IsPaused || !_held.TryPeek(out var first) ? null : first.Due > now ? first.Due - now : TimeSpan.Zero;
}

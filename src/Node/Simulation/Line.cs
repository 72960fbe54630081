namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>
/// The line between one node and all others, in both directions: what a fault does to the messages on it. A plain class; time is an argument. Safe for use by
/// several threads.
/// </summary>
/// <remarks>
/// Faults may overlap: one that is cut drops what comes, else one that is paused holds it, else each message is late by the longest of the delays. One that was
/// severed stays so: its node is dead.
/// </remarks>
internal sealed class Line
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _delays = [];
    private int _cuts;
    private int _pauses;
    private volatile LineState _state = LineState.Open;

    /// <summary>Called after each change, so that what is held may go on.</summary>
    public event Action? Changed;

    /// <summary>What happens to messages at present.</summary>
    public LineState State => _state;

    /// <summary>Nothing passes any more, for ever.</summary>
    public void Sever() => Change(() => _cuts++);

    /// <summary>Messages are dropped until <see cref="Heal"/>.</summary>
    public void Cut() => Change(() => _cuts++);

    /// <summary>Undoes one <see cref="Cut"/>.</summary>
    public void Heal() => Change(() => _cuts--);

    /// <summary>Messages stand still until <see cref="Resume"/>, and are delivered then.</summary>
    public void Pause() => Change(() => _pauses++);

    /// <summary>Undoes one <see cref="Pause"/>.</summary>
    public void Resume() => Change(() => _pauses--);

    /// <summary>Messages are late until <see cref="Hurry"/>.</summary>
    public void Delay(TimeSpan delay) => Change(() => _delays.Add(delay));

    /// <summary>Undoes one <see cref="Delay"/> of the same length.</summary>
    public void Hurry(TimeSpan delay) => Change(() => _delays.Remove(delay));

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _state = new LineState(_cuts > 0, _pauses > 0, _delays.DefaultIfEmpty(TimeSpan.Zero).Max());
        }

        Changed?.Invoke();
    }
}

/// <summary>What happens to messages.</summary>
/// <param name="IsCut">They are dropped.</param>
/// <param name="IsPaused">They stand still.</param>
/// <param name="Delay">By how much they are late.</param>
internal sealed record LineState(bool IsCut, bool IsPaused, TimeSpan Delay)
{
    /// <summary>They pass.</summary>
    public static LineState Open { get; } = new(IsCut: false, IsPaused: false, TimeSpan.Zero);

    /// <summary>Whether they pass at once.</summary>
    public bool IsOpen => !IsCut && !IsPaused && Delay == TimeSpan.Zero;
}

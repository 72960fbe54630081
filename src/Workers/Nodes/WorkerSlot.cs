namespace ActorCritic.Distributed.Workers.Nodes;

/// <summary>What one worker of the node is doing.</summary>
internal enum WorkerActivity
{
    /// <summary>Waits to be started.</summary>
    Pausing,

    /// <summary>Plays a rollout.</summary>
    RollingOut,

    /// <summary>Waits for the learner's answer to its gradient: one gradient in flight per worker is the back-pressure.</summary>
    AwaitingAnswer,
}

/// <summary>
/// The bookkeeping of one worker: what it is doing since when, which gradient is in flight, and how long to pause after a failure. A plain class; time comes in
/// as an argument.
/// </summary>
internal sealed class WorkerSlot(int worker, WorkerNodeOptions options)
{
    private DateTimeOffset _since;
    private long _sequenceInFlight;
    private int _failuresInARow;

    /// <summary>Run-wide index of the worker.</summary>
    public int Worker { get; } = worker;

    /// <summary>How often the worker was started before; −1 before the first start.</summary>
    public int Incarnation { get; private set; } = -1;

    public WorkerActivity Activity { get; private set; } = WorkerActivity.Pausing;

    /// <summary>A new incarnation takes the place; returns its number.</summary>
    public int Start() => ++Incarnation;

    public void BeginRollout(DateTimeOffset now) => (Activity, _since) = (WorkerActivity.RollingOut, now);

    /// <summary>The rollout's gradient is on its way under this sequence number.</summary>
    public void Submit(long sequence, DateTimeOffset now) =>
        (Activity, _since, _sequenceInFlight) = (WorkerActivity.AwaitingAnswer, now, sequence);

    /// <summary>Whether an answer is the one that is waited for; an answer that comes after its deadline is not.</summary>
    public bool Awaits(long sequence) => Activity == WorkerActivity.AwaitingAnswer && _sequenceInFlight == sequence;

    /// <summary>A gradient of the worker was applied: earlier failures are forgiven.</summary>
    public void ForgiveFailures() => _failuresInARow = 0;

    /// <summary>Whether the present activity has gone on for longer than its deadline.</summary>
    public bool IsOverdue(DateTimeOffset now) => Activity switch
    {
        WorkerActivity.RollingOut => now - _since > options.RolloutTimeout,
        WorkerActivity.AwaitingAnswer => now - _since > options.AnswerTimeout,
        _ => false,
    };

    /// <summary>Sequence number of the gradient in flight.</summary>
    public long SequenceInFlight => _sequenceInFlight;

    /// <summary>The worker failed; returns how long to pause before the next incarnation: first·2ⁿ⁻¹ after the n-th failure in a row, bounded.</summary>
    public TimeSpan Fail()
    {
        Activity = WorkerActivity.Pausing;
        _failuresInARow++;
        var pause = options.RestartPause * Math.Pow(2, Math.Min(_failuresInARow - 1, 30));
        return pause < options.MaximumRestartPause ? pause : options.MaximumRestartPause;
    }
}

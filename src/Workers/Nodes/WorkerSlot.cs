namespace ActorCritic.Distributed.Workers.Nodes;

/// <summary>What one worker of the node is doing.</summary>
internal enum WorkerActivity
{
    /// <summary>Nothing: it waits to be started.</summary>
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
/// <param name="worker">Run-wide index of the worker.</param>
/// <param name="options">The deadlines and pauses.</param>
internal sealed class WorkerSlot(int worker, WorkerNodeOptions options)
{
    private DateTimeOffset _since;
    private int _failuresInARow;

    /// <summary>Run-wide index of the worker.</summary>
    public int Worker { get; } = worker;

    /// <summary>How often the worker was started before; −1 before the first start.</summary>
    public int Incarnation { get; private set; } = -1;

    /// <summary>What the worker is doing.</summary>
    public WorkerActivity Activity { get; private set; } = WorkerActivity.Pausing;

    /// <summary>Sequence number of the latest gradient.</summary>
    public long Sequence { get; private set; }

    /// <summary>A new incarnation takes the place; returns its number.</summary>
    public int Start() => ++Incarnation;

    /// <summary>The worker was told to play a rollout.</summary>
    public void BeginRollout(DateTimeOffset now) => (Activity, _since) = (WorkerActivity.RollingOut, now);

    /// <summary>The rollout's gradient is on its way under this sequence number.</summary>
    public void Submit(long sequence, DateTimeOffset now) => (Activity, _since, Sequence) = (WorkerActivity.AwaitingAnswer, now, sequence);

    /// <summary>Whether an answer is the one that is waited for; one that comes after the gradient was given up is not.</summary>
    public bool Awaits(long sequence) => Activity == WorkerActivity.AwaitingAnswer && Sequence == sequence;

    /// <summary>Whether the present activity has gone on for longer than its deadline.</summary>
    public bool IsOverdue(DateTimeOffset now) => Activity switch
    {
        WorkerActivity.RollingOut => now - _since > options.RolloutTimeout,
        WorkerActivity.AwaitingAnswer => now - _since > options.AnswerTimeout,
        _ => false,
    };

    /// <summary>The worker was stopped; no answer is waited for any more.</summary>
    public void Pause() => Activity = WorkerActivity.Pausing;

    /// <summary>The worker failed; returns how long to pause before the next incarnation: first·2ⁿ⁻¹ after the n-th failure in a row, bounded.</summary>
    public TimeSpan Fail()
    {
        Pause();

        // In floating point, where what is far beyond the bound does not overflow.
        var ticks = options.RestartPause.Ticks * Math.Pow(2, _failuresInARow++);
        return ticks < options.MaximumRestartPause.Ticks ? TimeSpan.FromTicks((long)ticks) : options.MaximumRestartPause;
    }

    /// <summary>A gradient of the worker was applied: earlier failures are forgiven.</summary>
    public void ForgiveFailures() => _failuresInARow = 0;
}

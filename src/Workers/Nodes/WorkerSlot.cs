using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Rollouts;

namespace ActorCritic.Distributed.Workers.Nodes;

/// <summary>What one worker of the node is doing.</summary>
internal enum WorkerActivity
{
    /// <summary>Nothing: it waits to be started.</summary>
    Pausing,

    /// <summary>Plays a rollout.</summary>
    RollingOut,

    /// <summary>Waits for an answer of the learner: as many of its gradients as the plan allows are in flight, which is the back-pressure.</summary>
    AwaitingAnswer,
}

/// <summary>
/// The bookkeeping of one worker: what it is doing since when, which gradients are in flight and which memory is free for the next, and how long to
/// pause after a failure. A plain class; time comes in as an argument.
/// </summary>
/// <param name="worker">Run-wide index of the worker.</param>
/// <param name="options">The deadlines and pauses.</param>
internal sealed class WorkerSlot(int worker, WorkerNodeOptions options)
{
    /// <summary>In the order in which they were sent; a handful at most.</summary>
    private readonly List<(long Sequence, GradientBuffer Buffer, DateTimeOffset Since)> _inFlight = [];

    /// <summary>As many at most as were in flight at once.</summary>
    private readonly Stack<GradientBuffer> _free = new();
    private DateTimeOffset _rolloutSince;
    private ParameterSnapshot? _rolloutParameters;
    private int _failuresInARow;

    /// <summary>Run-wide index of the worker.</summary>
    public int Worker { get; } = worker;

    /// <summary>How often the worker was started before; −1 before the first start.</summary>
    public int Incarnation { get; private set; } = -1;

    /// <summary>What the worker is doing.</summary>
    public WorkerActivity Activity { get; private set; } = WorkerActivity.Pausing;

    /// <summary>Gradients whose answer is still to come.</summary>
    public int InFlight => _inFlight.Count;

    /// <summary>A new incarnation takes the place; returns its number.</summary>
    public int Start() => ++Incarnation;

    /// <summary>The worker is told to play a rollout with these parameters, which it holds meanwhile.</summary>
    /// <remarks>Those of a worker that failed, or was stopped and may still read them, are never released.</remarks>
    public void BeginRollout(ParameterSnapshot parameters, DateTimeOffset now)
    {
        parameters.Values.Hold();
        (Activity, _rolloutSince, _rolloutParameters) = (WorkerActivity.RollingOut, now, parameters);
    }

    /// <summary>The rollout is over and its gradient on its way under this sequence number; the worker waits from here, until it is told to go on.</summary>
    public void Submit(long sequence, GradientBuffer buffer, DateTimeOffset now)
    {
        _rolloutParameters?.Values.Release();
        _rolloutParameters = null;
        _inFlight.Add((sequence, buffer, now));
        Activity = WorkerActivity.AwaitingAnswer;
    }

    /// <summary>The answer has come that a gradient was applied: nobody reads its memory any more, and earlier failures are forgiven.</summary>
    /// <returns>Whether it was still waited for: not if the gradient was given up before.</returns>
    public bool Applied(long sequence)
    {
        if (!TryTake(sequence, out var buffer))
            return false;
        _free.Push(buffer);
        _failuresInARow = 0;
        return true;
    }

    /// <summary>The answer has come that a gradient was refused. Its memory is not used again: what was refused may have been a copy of one that is not yet answered.</summary>
    /// <returns>Whether it was still waited for.</returns>
    public bool Refused(long sequence) => TryTake(sequence, out _);

    /// <summary>Memory for the next gradient, no longer this object's.</summary>
    /// <returns>Null if none is free.</returns>
    public GradientBuffer? TakeBuffer() => _free.TryPop(out var buffer) ? buffer : null;

    /// <summary>Gives up the gradient whose answer has been waited for too long.</summary>
    /// <returns>False if there is none; call again until then.</returns>
    public bool TryGiveUp(DateTimeOffset now, out long sequence)
    {
        sequence = 0;
        if (_inFlight.Count == 0 || now - _inFlight[0].Since <= options.AnswerTimeout)
            return false;
        sequence = _inFlight[0].Sequence;
        _inFlight.RemoveAt(0);
        return true;
    }

    /// <summary>Whether a rollout has gone on for too long.</summary>
    public bool IsHung(DateTimeOffset now) => Activity == WorkerActivity.RollingOut && now - _rolloutSince > options.RolloutTimeout;

    /// <summary>The worker was stopped, and no answer is waited for any more.</summary>
    /// <returns>Gradients whose answer is never heard of.</returns>
    public int Stop()
    {
        Activity = WorkerActivity.Pausing;
        var lost = _inFlight.Count;
        _inFlight.Clear();

        // The next registration may be one to another run, of another network.
        _free.Clear();
        return lost;
    }

    /// <summary>The worker failed; what it has in flight is still answered.</summary>
    /// <returns>How long to pause before the next incarnation: first·2ⁿ⁻¹ after the n-th failure in a row, bounded.</returns>
    public TimeSpan Fail()
    {
        Activity = WorkerActivity.Pausing;

        // In floating point, where what is far beyond the bound does not overflow.
        var ticks = options.RestartPause.Ticks * Math.Pow(2, _failuresInARow++);
        return ticks < options.MaximumRestartPause.Ticks ? TimeSpan.FromTicks((long)ticks) : options.MaximumRestartPause;
    }

    private bool TryTake(long sequence, [NotNullWhen(true)] out GradientBuffer? buffer)
    {
        for (var i = 0; i < _inFlight.Count; i++)
        {
            if (_inFlight[i].Sequence != sequence)
                continue;
            buffer = _inFlight[i].Buffer;
            _inFlight.RemoveAt(i);
            return true;
        }

        buffer = null;
        return false;
    }
}

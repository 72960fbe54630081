using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Replication;

/// <summary>The newest state of the learner that a process holds, replicated or read from a checkpoint: a learner that starts here goes on from it.</summary>
/// <remarks>Safe for use by several threads: the standby's actor writes it, whoever starts a learner reads it.</remarks>
public sealed class NewestLearnerState
{
    private readonly Lock _gate = new();
    private LearnerState? _state;

    /// <summary>The newest so far; null before the first.</summary>
    public LearnerState? State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>
    /// Keeps the state unless the one that is held is newer. Of two states of the same term and version the later one is kept: evaluations finish without a
    /// new version.
    /// </summary>
    public OfferedState Offer(LearnerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        lock (_gate)
        {
            if (_state is not null && _state.Run != state.Run)
                return OfferedState.OtherRun;
            if (_state is not null && _state.IsNewerThan(state))
                return OfferedState.Older;
            _state = state;
            return OfferedState.Kept;
        }
    }
}

/// <summary>What became of a state that was offered.</summary>
public enum OfferedState
{
    /// <summary>It is the newest.</summary>
    Kept,

    /// <summary>A newer one is held.</summary>
    Older,

    /// <summary>A state of another run is held, and never given up for it: a run that began anew must not wipe out one that can go on.</summary>
    OtherRun,
}

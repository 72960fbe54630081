namespace ActorCritic.Distributed.Learner.Checkpoints;

/// <summary>Says when the next checkpoint is to be written: every so often, if something has changed.</summary>
/// <remarks>At the end of a run and when another learner takes over one is written in any case; nobody has to ask for that.</remarks>
public sealed class CheckpointSchedule
{
    private readonly TimeSpan _every;
    private DateTimeOffset _takenAt;
    private long _takenVersion;

    /// <param name="every">Wall time between two checkpoints, above 0.</param>
    /// <param name="version">Version at the start, which needs no checkpoint.</param>
    /// <param name="now">When the learner starts.</param>
    public CheckpointSchedule(TimeSpan every, long version, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        _every = every;
        _takenVersion = version;
        _takenAt = now;
    }

    /// <summary>Whether a checkpoint of this version is to be written now; if so, the next is due after the interval.</summary>
    /// <param name="version">The newest version.</param>
    public bool Reached(long version, DateTimeOffset now)
    {
        if (version == _takenVersion || now - _takenAt < _every)
            return false;
        _takenVersion = version;
        _takenAt = now;
        return true;
    }
}

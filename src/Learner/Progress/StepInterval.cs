namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>Says when the environment steps of a run first reach the next multiple of an interval.</summary>
/// <remarks>Steps rise by whole rollouts and may pass several multiples at once: that counts as one.</remarks>
public sealed class StepInterval
{
    private readonly long _length;
    private long _next;

    /// <param name="length">The interval in environment steps, ≥ 1.</param>
    public StepInterval(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _length = length;
        _next = length;
    }

    /// <summary>Whether a multiple has been reached since the last time it was true.</summary>
    /// <param name="environmentSteps">Environment steps so far; never falling from call to call.</param>
    public bool Reached(long environmentSteps)
    {
        if (environmentSteps < _next)
            return false;
        _next = (environmentSteps / _length + 1) * _length;
        return true;
    }
}

namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>Says when the environment steps of a run first reach the next multiple of an interval.</summary>
/// <remarks>Steps rise by whole rollouts and may pass several multiples at once: that counts as one.</remarks>
public sealed class StepInterval
{
    private readonly long _length;

    /// <param name="length">The interval in environment steps, ≥ 1.</param>
    /// <param name="next">Where a restored interval stood: its <see cref="Next"/>; null at the start of a run.</param>
    public StepInterval(long length, long? next = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _length = length;
        Next = next ?? length;
    }

    /// <summary>Environment steps at which it is reached next.</summary>
    public long Next { get; private set; }

    /// <summary>Whether a multiple has been reached since the last time it was true.</summary>
    /// <param name="environmentSteps">Environment steps so far; never falling from call to call.</param>
    public bool Reached(long environmentSteps)
    {
        if (environmentSteps < Next)
            return false;
        Next = (environmentSteps / _length + 1) * _length;
        return true;
    }
}

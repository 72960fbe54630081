using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>The memory of one gradient after another of a worker, so that each is written where the caches still have the last one.</summary>
/// <remarks>
/// A gradient is a message: from when its worker gives it away it is written to by nobody, until the learner has applied it. That is the last that is read of it, since a copy
/// that was on its way too is refused by its sequence number; the node then hands this object to the worker with the next <see cref="RunRollout"/>. Whoever
/// is handed it is alone with it. That of a gradient that was refused, given up or lost is left to the collector, for a copy may wait somewhere to be read.
/// </remarks>
internal sealed class GradientBuffer
{
    private readonly float[] _values;

    /// <param name="length">Number of parameters.</param>
    public GradientBuffer(int length)
    {
        _values = new float[length];
        Gradient = FloatVector.TakeOwnership(_values);
    }

    /// <summary>What is given away.</summary>
    public FloatVector Gradient { get; }

    /// <summary>Where it is written.</summary>
    public Span<float> Values => _values;
}

using System.Numerics;
using ActorCritic.Distributed.Algorithm.Optimizers;

namespace ActorCritic.Distributed.Algorithm.Gradients;

/// <summary>The mean of several gradients, for an update that is made of all of them.</summary>
/// <remarks>
/// ḡ = (g₁ + … + gₙ) / n, summed in float32 one after the other. The order decides the last bits: whoever adds in a fixed order gets the same mean
/// whatever the width of the processor's vectors. The mean of one gradient is that gradient, bit for bit. One owner, not thread-safe.
/// </remarks>
/// <param name="parameterCount">Number of parameters, ≥ 1.</param>
public sealed class GradientMean(int parameterCount)
{
    private readonly float[] _sum = new float[parameterCount];

    /// <summary>n: gradients added since the last <see cref="Take"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a gradient.</summary>
    /// <exception cref="ArgumentException">Its length is not the number of parameters.</exception>
    public void Add(ReadOnlySpan<float> gradient)
    {
        if (gradient.Length != _sum.Length)
            throw new ArgumentException($"The gradient has {gradient.Length} elements and there are {_sum.Length} parameters.", nameof(gradient));

        // Not added to zero: that would turn −0 into 0.
        if (Count++ == 0)
        {
            gradient.CopyTo(_sum);
            return;
        }

        for (var i = 0; i < gradient.Length; i += Vector<float>.Count)
            VectorLanes.Store(VectorLanes.Load(_sum, i) + VectorLanes.Load(gradient, i), _sum, i);
    }

    /// <summary>The mean of what was added, and starts afresh.</summary>
    /// <returns>ḡ, in memory of this object: valid until the next <see cref="Add"/>.</returns>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public ReadOnlySpan<float> Take()
    {
        if (Count == 0)
            throw new InvalidOperationException("There is no mean of no gradients.");

        var count = new Vector<float>(Count);
        for (var i = 0; i < _sum.Length; i += Vector<float>.Count)
            VectorLanes.Store(VectorLanes.Load(_sum, i) / count, _sum, i);
        Count = 0;
        return _sum;
    }
}

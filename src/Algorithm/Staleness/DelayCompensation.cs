using System.Numerics;
using ActorCritic.Distributed.Algorithm.Optimizers;

namespace ActorCritic.Distributed.Algorithm.Staleness;

/// <summary>Brings a stale gradient nearer to what it would be at the parameters it is applied to.</summary>
/// <remarks>
/// g̃ = g + λ·g⊙g⊙(w − w_base)   (DC-ASGD with constant λ, Zheng et al. 2017): the linear term of the gradient's Taylor series
/// around w_base, with the diagonal of λ·g·gᵀ in the place of the Hessian.
/// In the paper the outcome goes to plain SGD; here it goes to whichever optimizer the run has, which sees it in place of the gradient. The paper bounds
/// nothing; here an element stays within ±<see cref="ElementLimit"/>, so that no square of it is infinite in an optimizer's float32 statistics. That is
/// far beyond anything a run that learns comes near to.
/// Every element is computed on its own with separately rounded operations, as by the optimizers: the same bits whatever the width of the vectors.
/// One owner, not thread-safe.
/// </remarks>
public sealed class DelayCompensation
{
    /// <summary>Largest magnitude of an element of the outcome.</summary>
    public const float ElementLimit = 1e15f;

    private readonly float _coefficient;
    private readonly float[] _compensated;

    /// <param name="coefficient">λ: finite, ≥ 0; 0 leaves gradients as they are. 0.04 in the paper's experiments.</param>
    /// <param name="parameterCount">Number of parameters, ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public DelayCompensation(double coefficient, int parameterCount)
    {
        if (!(coefficient >= 0 && float.IsFinite((float)coefficient)))
            throw new ArgumentOutOfRangeException(nameof(coefficient), coefficient, "The coefficient must be finite and at least 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(parameterCount, 1);
        _coefficient = (float)coefficient;
        _compensated = new float[parameterCount];
    }

    /// <summary>The gradient as it should be applied.</summary>
    /// <param name="gradient">g, every element finite; stays as it is.</param>
    /// <param name="current">w, the parameters that the gradient is applied to.</param>
    /// <param name="basis">w_base, the parameters that it was computed with.</param>
    /// <returns>g̃, in memory of this object: valid until the next call.</returns>
    /// <exception cref="ArgumentException">A length is not the number of parameters.</exception>
    public ReadOnlySpan<float> Compensate(ReadOnlySpan<float> gradient, ReadOnlySpan<float> current, ReadOnlySpan<float> basis)
    {
        ThrowIfOfOtherLength(gradient, nameof(gradient));
        ThrowIfOfOtherLength(current, nameof(current));
        ThrowIfOfOtherLength(basis, nameof(basis));

        var limits = new Vector<float>(ElementLimit);
        for (var i = 0; i < gradient.Length; i += Vector<float>.Count)
        {
            var g = VectorLanes.Load(gradient, i);
            var Δw = VectorLanes.Load(current, i) - VectorLanes.Load(basis, i);
            var compensated = g + g * g * _coefficient * Δw;
            VectorLanes.Store(Vector.Max(-limits, Vector.Min(limits, compensated)), _compensated, i);
        }

        return _compensated;
    }

    private void ThrowIfOfOtherLength(ReadOnlySpan<float> values, string name)
    {
        if (values.Length != _compensated.Length)
            throw new ArgumentException($"There are {values.Length} elements and {_compensated.Length} parameters.", name);
    }
}

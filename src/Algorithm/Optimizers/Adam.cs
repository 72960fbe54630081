using System.Numerics;

namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>Adam with bias correction, as PyTorch computes it (no weight decay, no AMSGrad).</summary>
/// <remarks>
/// m ← β₁·m + (1 − β₁)·Δθ;  v ← β₂·v + (1 − β₂)·Δθ²;
/// θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε), t from 1   (Kingma and Ba 2015, algorithm 1).
/// One set of statistics, shared by all workers.
/// </remarks>
public sealed class Adam : IOptimizer
{
    internal const string Name = "adam";

    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly float[] _firstMoment;
    private readonly float[] _secondMoment;
    private readonly (string, float[])[] _statistics;

    /// <summary>Starts with both moments 0.</summary>
    /// <inheritdoc cref="OptimizerOptions.CreateOptimizer" path="/exception"/>
    public Adam(AdamOptions options, int parameterCount)
    {
        options.ThrowIfInvalid(parameterCount);
        _beta1 = options.Beta1;
        _beta2 = options.Beta2;
        _epsilon = (float)options.Epsilon;
        _firstMoment = new float[parameterCount];
        _secondMoment = new float[parameterCount];
        _statistics = [("exp_avg", _firstMoment), ("exp_avg_sq", _secondMoment)];
    }

    /// <inheritdoc/>
    public int ParameterCount => _firstMoment.Length;

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, float learningRate)
    {
        OptimizerStep.ThrowIfInvalid(ParameterCount, parameters, gradient, learningRate);
        StepCount++;

        // In double: 1 − β₂ᵗ is 0.001 at the first step, and a float32 β₂ alone would put it off by 5e-5.
        var correctedLearningRate = (float)(learningRate / (1 - Math.Pow(_beta1, StepCount)));
        var secondMomentCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(_beta2, StepCount)));
        var (β1, oneMinusβ1) = ((float)_beta1, (float)(1 - _beta1));
        var (β2, oneMinusβ2) = ((float)_beta2, (float)(1 - _beta2));
        var epsilons = new Vector<float>(_epsilon);

        for (var i = 0; i < gradient.Length; i += Vector<float>.Count)
        {
            var Δθ = VectorLanes.Load(gradient, i);
            var m = VectorLanes.Load(_firstMoment, i) * β1 + Δθ * oneMinusβ1;
            var v = VectorLanes.Load(_secondMoment, i) * β2 + Δθ * Δθ * oneMinusβ2;
            VectorLanes.Store(m, _firstMoment, i);
            VectorLanes.Store(v, _secondMoment, i);

            var root = Vector.SquareRoot(v) * secondMomentCorrection + epsilons;
            VectorLanes.Store(VectorLanes.Load(parameters, i) - m * correctedLearningRate / root, parameters, i);
        }
    }

    /// <inheritdoc/>
    public OptimizerState ExportState() => OptimizerState.Copy(Name, StepCount, _statistics);

    /// <inheritdoc/>
    public void RestoreState(OptimizerState state)
    {
        state.CopyTo(Name, _statistics);
        StepCount = state.StepCount;
    }
}

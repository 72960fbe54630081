using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>Adam with bias correction, as PyTorch computes it (no weight decay, no AMSGrad).</summary>
/// <remarks>
/// m ← β₁·m + (1 − β₁)·Δθ;  v ← β₂·v + (1 − β₂)·Δθ²;
/// θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε), t from 1   (Kingma and Ba 2015, algorithm 1).
/// One set of statistics, shared by all workers. What is next to nothing counts as 0 (<see cref="UpdateRule"/>).
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
    public void Step(ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, float learningRate, Span<float> updated)
    {
        OptimizerStep.ThrowIfInvalid(ParameterCount, parameters, gradient, learningRate, updated);
        StepCount++;

        // In double: 1 − β₂ᵗ is 0.001 at the first step, and a float32 β₂ alone would put it off by 5e-5.
        var correctedLearningRate = (float)(learningRate / (1 - Math.Pow(_beta1, StepCount)));
        var secondMomentCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(_beta2, StepCount)));
        var rule = new Rule(_beta1, _beta2, _epsilon, correctedLearningRate, secondMomentCorrection);
        UpdateRule.Step(rule, parameters, gradient, updated, _firstMoment, _secondMoment);
    }

    /// <inheritdoc/>
    public OptimizerState ExportState() => OptimizerState.Copy(Name, StepCount, _statistics);

    /// <inheritdoc/>
    public void RestoreState(OptimizerState state)
    {
        state.CopyTo(Name, _statistics);
        StepCount = state.StepCount;
    }

    private readonly struct Rule(double beta1, double beta2, float epsilon, float correctedLearningRate, float secondMomentCorrection) : IUpdateRule
    {
        private readonly Vector<float> _β1 = new((float)beta1), _oneMinusβ1 = new((float)(1 - beta1));
        private readonly Vector<float> _β2 = new((float)beta2), _oneMinusβ2 = new((float)(1 - beta2));
        private readonly Vector<float> _ε = new(epsilon), _η = new(correctedLearningRate), _correction = new(secondMomentCorrection);

        public static bool HasSecondStatistic => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> θ, Vector<float> Δθ, ref Vector<float> m, ref Vector<float> v)
        {
            m = m * _β1 + Δθ * _oneMinusβ1;
            v = v * _β2 + Δθ * Δθ * _oneMinusβ2;
            return θ - m * _η / (Vector.SquareRoot(v) * _correction + _ε);
        }
    }
}

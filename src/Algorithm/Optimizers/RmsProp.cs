using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>RMSProp without momentum, as A3C uses it: one set of statistics, shared by all workers.</summary>
/// <remarks>
/// g ← α·g + (1 − α)·Δθ²;  θ ← θ − η·Δθ / √(g + ε)   (Mnih et al. 2016, eq. 8; g starts at 0).
/// ε is inside the root. PyTorch has it outside, √g + ε: there the same number means something else (1e-5 outside is about 1e-10 inside).
/// </remarks>
public sealed class RmsProp : IOptimizer
{
    internal const string Name = "rmsprop";

    private readonly float _decay;
    private readonly float _oneMinusDecay;
    private readonly float _epsilon;
    private readonly float[] _meanSquare;
    private readonly (string, float[])[] _statistics;

    /// <summary>Starts with a mean square of 0.</summary>
    /// <inheritdoc cref="OptimizerOptions.CreateOptimizer" path="/exception"/>
    public RmsProp(RmsPropOptions options, int parameterCount)
    {
        options.ThrowIfInvalid(parameterCount);
        _decay = (float)options.Decay;
        _oneMinusDecay = (float)(1 - options.Decay);
        _epsilon = (float)options.Epsilon;
        _meanSquare = new float[parameterCount];
        _statistics = [("square_avg", _meanSquare)];
    }

    /// <inheritdoc/>
    public int ParameterCount => _meanSquare.Length;

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, float learningRate, Span<float> updated)
    {
        OptimizerStep.ThrowIfInvalid(ParameterCount, parameters, gradient, learningRate, updated);
        StepCount++;

        UpdateRule.Step(new Rule(_decay, _oneMinusDecay, _epsilon, learningRate), parameters, gradient, updated, _meanSquare);
    }

    /// <inheritdoc/>
    public OptimizerState ExportState() => OptimizerState.Copy(Name, StepCount, _statistics);

    /// <inheritdoc/>
    public void RestoreState(OptimizerState state)
    {
        state.CopyTo(Name, _statistics);
        StepCount = state.StepCount;
    }

    private readonly struct Rule(float decay, float oneMinusDecay, float epsilon, float learningRate) : IUpdateRule
    {
        private readonly Vector<float> _α = new(decay), _oneMinusα = new(oneMinusDecay), _ε = new(epsilon), _η = new(learningRate);

        public static bool HasSecondStatistic => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> θ, Vector<float> Δθ, ref Vector<float> g, ref Vector<float> unused)
        {
            g = g * _α + Δθ * Δθ * _oneMinusα;
            return θ - Δθ * _η / Vector.SquareRoot(g + _ε);
        }
    }
}

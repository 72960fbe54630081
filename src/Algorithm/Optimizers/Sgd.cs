using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>Stochastic gradient descent with momentum, as PyTorch computes it (no dampening, no Nesterov, no weight decay).</summary>
/// <remarks>
/// b ← μ·b + Δθ;  θ ← θ − η·b, b starting at 0. The learning rate stays outside the velocity, unlike in Sutskever et al. 2013:
/// under a falling learning rate the old velocity shrinks with it.
/// </remarks>
public sealed class Sgd : IOptimizer
{
    internal const string Name = "sgd";

    private readonly float _momentum;
    private readonly float[] _velocity;
    private readonly (string, float[])[] _statistics;

    /// <summary>Starts with a velocity of 0.</summary>
    /// <inheritdoc cref="OptimizerOptions.CreateOptimizer" path="/exception"/>
    public Sgd(SgdOptions options, int parameterCount)
    {
        options.ThrowIfInvalid(parameterCount);
        _momentum = (float)options.Momentum;
        _velocity = new float[parameterCount];
        _statistics = [("momentum_buffer", _velocity)];
    }

    /// <inheritdoc/>
    public int ParameterCount => _velocity.Length;

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, float learningRate, Span<float> updated)
    {
        OptimizerStep.ThrowIfInvalid(ParameterCount, parameters, gradient, learningRate, updated);
        StepCount++;

        UpdateRule.Step(new Rule(_momentum, learningRate), parameters, gradient, updated, _velocity);
    }

    /// <inheritdoc/>
    public OptimizerState ExportState() => OptimizerState.Copy(Name, StepCount, _statistics);

    /// <inheritdoc/>
    public void RestoreState(OptimizerState state)
    {
        state.CopyTo(Name, _statistics);
        StepCount = state.StepCount;
    }

    private readonly struct Rule(float momentum, float learningRate) : IUpdateRule
    {
        private readonly Vector<float> _μ = new(momentum), _η = new(learningRate);

        public static bool HasSecondStatistic => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> θ, Vector<float> Δθ, ref Vector<float> b, ref Vector<float> unused)
        {
            b = b * _μ + Δθ;
            return θ - b * _η;
        }
    }
}

using System.Numerics;

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
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, float learningRate)
    {
        OptimizerStep.ThrowIfInvalid(ParameterCount, parameters, gradient, learningRate);
        StepCount++;

        for (var i = 0; i < gradient.Length; i += Vector<float>.Count)
        {
            var b = VectorLanes.Load(_velocity, i) * _momentum + VectorLanes.Load(gradient, i);
            VectorLanes.Store(b, _velocity, i);
            VectorLanes.Store(VectorLanes.Load(parameters, i) - b * learningRate, parameters, i);
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

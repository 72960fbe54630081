using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Staleness;

/// <summary>What the policy of a run makes of the step of a stale gradient that was admitted: its learning rate and its direction.</summary>
/// <remarks>
/// A fresh gradient, of staleness 0, has the plain step under every policy, bit for bit. The bound is not applied here: a gradient beyond it is not
/// admitted.
/// </remarks>
public sealed class StalenessCorrection
{
    private readonly bool _scales;
    private readonly DelayCompensation? _compensation;

    /// <summary>The correction that the options ask for.</summary>
    /// <param name="options">Valid.</param>
    /// <param name="parameterCount">Number of parameters, ≥ 1.</param>
    public StalenessCorrection(TrainingOptions options, int parameterCount)
    {
        ArgumentNullException.ThrowIfNull(options);
        _scales = options.StalenessPolicy == StalenessPolicyKind.Scale;
        if (options.StalenessPolicy != StalenessPolicyKind.Compensate)
            return;
        _compensation = new DelayCompensation(options.CompensationCoefficient, parameterCount);
        History = new ParameterHistory((int)options.MaxStaleness);
    }

    /// <summary>The past parameters that gradients are compensated with, to be fed with every snapshot; null where none are needed.</summary>
    public ParameterHistory? History { get; }

    /// <summary>η of the gradient's step.</summary>
    /// <param name="learningRate">η of a fresh gradient.</param>
    /// <param name="staleness">In versions, ≥ 0.</param>
    public double LearningRate(double learningRate, long staleness) =>
        _scales ? StalenessScaling.LearningRate(learningRate, staleness) : learningRate;

    /// <summary>The gradient as it is applied; valid until the next call.</summary>
    /// <param name="gradient">Admitted.</param>
    /// <param name="current">The parameters that it is applied to.</param>
    /// <param name="staleness">In versions, ≥ 0.</param>
    /// <exception cref="InvalidOperationException">The base version is not held; such a gradient must not be admitted.</exception>
    public ReadOnlySpan<float> Gradient(SubmitGradient gradient, ReadOnlySpan<float> current, long staleness)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (_compensation is null || History is null || staleness == 0)
            return gradient.Gradient.Span;
        if (!History.TryFind(gradient.BaseVersion, out var basis))
            throw new InvalidOperationException($"The parameters of version {gradient.BaseVersion} are not held, so no gradient of it can be compensated.");
        return _compensation.Compensate(gradient.Gradient.Span, current, basis.Values.Span);
    }
}

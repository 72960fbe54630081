namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>
/// Which optimizer, and its constants. The learning rate is not among them: it follows a schedule and comes with each step.
/// </summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The name a person types: <c>rmsprop</c>, <c>adam</c> or <c>sgd</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Every value out of its range, one sentence each; empty when the options are valid.</summary>
    public abstract IReadOnlyList<string> Violations();

    /// <summary>Makes the optimizer, with its statistics at their starting values.</summary>
    /// <param name="parameterCount">Length of the parameter vector, at least 1.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The parameter count is below 1.</exception>
    public abstract IOptimizer CreateOptimizer(int parameterCount);

    internal void ThrowIfInvalid(int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parameterCount, 1);
        if (Violations() is { Count: > 0 } violations)
            throw new ArgumentException(string.Join(" ", violations));
    }

    /// <summary>A decay rate: an exponential average with 1 would never forget, and one outside [0, 1] diverges.</summary>
    private protected static IEnumerable<string> DecayViolations(string name, double value)
    {
        // The steps run in float32, where a value a hair below 1 is 1.
        if (!(value >= 0 && (float)value < 1))
            yield return FormattableString.Invariant($"{name} is {value}; it must be at least 0 and below 1.");
    }

    /// <summary>ε keeps a division away from 0: it must not be 0 once it is rounded to float32.</summary>
    private protected static IEnumerable<string> EpsilonViolations(string name, double value)
    {
        if (!((float)value > 0 && value <= 1))
            yield return FormattableString.Invariant($"{name} is {value}; it must be above 0 (as a float32) and at most 1.");
    }
}

/// <summary>Constants of <see cref="RmsProp"/>; the defaults are those of A3C's usual re-implementations.</summary>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <summary>α: the share of the old mean square that stays at each step. In [0, 1); 0.99 in the A3C paper.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>ε, inside the square root and therefore in units of the squared gradient. In (0, 1].</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override string Name => RmsProp.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Violations() =>
        [.. DecayViolations("RMSProp's decay", Decay), .. EpsilonViolations("RMSProp's epsilon", Epsilon)];

    /// <inheritdoc/>
    public override IOptimizer CreateOptimizer(int parameterCount) => new RmsProp(this, parameterCount);
}

/// <summary>Constants of <see cref="Adam"/>; the defaults are those of the paper and of PyTorch.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>β₁: the share of the old mean gradient that stays at each step. In [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: the share of the old mean squared gradient that stays at each step. In [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, outside the square root and therefore in units of the gradient. In (0, 1].</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override string Name => Adam.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Violations() =>
    [
        .. DecayViolations("Adam's beta1", Beta1),
        .. DecayViolations("Adam's beta2", Beta2),
        .. EpsilonViolations("Adam's epsilon", Epsilon),
    ];

    /// <inheritdoc/>
    public override IOptimizer CreateOptimizer(int parameterCount) => new Adam(this, parameterCount);
}

/// <summary>Constants of <see cref="Sgd"/>.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>μ: the share of the old velocity that stays at each step. In [0, 1); 0 is plain gradient descent.</summary>
    public double Momentum { get; init; }

    /// <inheritdoc/>
    public override string Name => Sgd.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Violations() => [.. DecayViolations("SGD's momentum", Momentum)];

    /// <inheritdoc/>
    public override IOptimizer CreateOptimizer(int parameterCount) => new Sgd(this, parameterCount);
}

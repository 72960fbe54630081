namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>Turns gradients into parameter updates, on flat float32 vectors.</summary>
/// <remarks>
/// An optimizer is owned by one caller and is not thread-safe. It does not look into the gradient: a NaN would go straight into the
/// parameters and the statistics, so whoever admits gradients refuses the non-finite ones before they get here.
/// Every element is computed on its own with separately rounded operations (no fused multiply-add), so a step gives the same bits
/// whatever the width of the processor's vectors.
/// </remarks>
public interface IOptimizer
{
    /// <summary>Length of the parameter vector this optimizer was made for.</summary>
    int ParameterCount { get; }

    /// <summary>Steps taken since the start of training, those before a restored checkpoint included.</summary>
    long StepCount { get; }

    /// <summary>Takes one step from <paramref name="parameters"/> against <paramref name="gradient"/>.</summary>
    /// <param name="parameters">θ before the step, length <see cref="ParameterCount"/>.</param>
    /// <param name="gradient">∂loss/∂θ, length <see cref="ParameterCount"/>, every element finite; memory apart from all else.</param>
    /// <param name="learningRate">η of this step: finite, at least 0. At 0 the statistics move and the parameters do not.</param>
    /// <param name="updated">θ after the step, length <see cref="ParameterCount"/>: the very memory of <paramref name="parameters"/>, or apart from it.</param>
    /// <exception cref="ArgumentException">
    /// A length is not <see cref="ParameterCount"/>, or the updated parameters overlap those before the step without being the same. Nothing has been changed.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite. Nothing has been changed.</exception>
    void Step(ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, float learningRate, Span<float> updated);

    /// <summary>A copy of everything, besides its options, that the optimizer remembers between steps.</summary>
    OptimizerState ExportState();

    /// <summary>Continues where the exported optimizer stood: with the same options, the next steps give the same bits.</summary>
    /// <exception cref="ArgumentException">
    /// The state is of another kind of optimizer or of another parameter count. Nothing has been changed.
    /// </exception>
    void RestoreState(OptimizerState state);
}

/// <summary>Steps for those who keep only the newest parameters.</summary>
public static class InPlaceOptimizer
{
    /// <summary>Moves <paramref name="parameters"/> one step against <paramref name="gradient"/>.</summary>
    /// <inheritdoc cref="IOptimizer.Step" path="/exception"/>
    public static void Step(this IOptimizer optimizer, Span<float> parameters, ReadOnlySpan<float> gradient, float learningRate)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.Step(parameters, gradient, learningRate, parameters);
    }
}

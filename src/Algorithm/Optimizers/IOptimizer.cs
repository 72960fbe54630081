namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>Turns gradients into parameter updates, in place, on flat float32 vectors.</summary>
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

    /// <summary>Moves <paramref name="parameters"/> one step against <paramref name="gradient"/>.</summary>
    /// <param name="parameters">θ, length <see cref="ParameterCount"/>, updated in place.</param>
    /// <param name="gradient">∂loss/∂θ, length <see cref="ParameterCount"/>, every element finite.</param>
    /// <param name="learningRate">η of this step: finite, at least 0. At 0 the statistics move and the parameters do not.</param>
    /// <exception cref="ArgumentException">A length is not <see cref="ParameterCount"/>. Nothing has been changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite. Nothing has been changed.</exception>
    void Step(Span<float> parameters, ReadOnlySpan<float> gradient, float learningRate);

    /// <summary>A copy of everything, besides its options, that the optimizer remembers between steps.</summary>
    OptimizerState ExportState();

    /// <summary>Continues where the exported optimizer stood: with the same options, the next steps give the same bits.</summary>
    /// <exception cref="ArgumentException">
    /// The state is of another kind of optimizer or of another parameter count. Nothing has been changed.
    /// </exception>
    void RestoreState(OptimizerState state);
}

using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Gradients;

/// <summary>The global L2 norm of a gradient, and clipping by it.</summary>
public static class GradientNorm
{
    /// <summary>‖gradient‖₂, accumulated in double precision.</summary>
    /// <remarks>
    /// The same gradient has the same norm, to the bit, on every machine (<see cref="DoubleSum"/>).
    /// Squares of float32 numbers are exact in double and cannot overflow there, so the result is NaN or infinite only if an element is.
    /// </remarks>
    /// <param name="gradient">Any length; the norm of the empty vector is 0.</param>
    public static double Compute(ReadOnlySpan<float> gradient) => Math.Sqrt(DoubleSum.Of(gradient, default(DoubleSum.Square)));

    /// <summary>
    /// Scales the gradient in place so that its norm is at most <paramref name="maximumNorm"/>, as PyTorch's clip_grad_norm_ does.
    /// </summary>
    /// <remarks>
    /// coefficient = maximumNorm / (norm + 1e-6); gradient ← coefficient · gradient where the coefficient is below 1.
    /// A gradient with a NaN or an infinity in it still has one afterwards: clipping never makes a broken gradient look sound.
    /// </remarks>
    /// <param name="gradient">Scaled in place.</param>
    /// <param name="maximumNorm">Above 0; infinity measures without ever clipping.</param>
    /// <returns>The norm before clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum norm is NaN or not above 0.</exception>
    public static double Clip(Span<float> gradient, double maximumNorm)
    {
        if (!(maximumNorm > 0))
            throw new ArgumentOutOfRangeException(nameof(maximumNorm), maximumNorm, "The maximum norm must be above 0.");

        var norm = Compute(gradient);
        var coefficient = maximumNorm / (norm + 1e-6);
        if (coefficient < 1)
            TensorPrimitives.Multiply(gradient, (float)coefficient, gradient);
        return norm;
    }

    /// <summary><see cref="Clip"/> with the greatest norm that the options name, where 0 means never.</summary>
    /// <param name="gradient">Scaled in place.</param>
    /// <param name="maximumNorm">0 or above.</param>
    /// <returns>The norm before clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum norm is NaN or below 0.</exception>
    public static double Limit(Span<float> gradient, double maximumNorm) => maximumNorm == 0 ? Compute(gradient) : Clip(gradient, maximumNorm);
}

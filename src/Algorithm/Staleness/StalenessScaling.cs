namespace ActorCritic.Distributed.Algorithm.Staleness;

/// <summary>The staler a gradient, the smaller its step.</summary>
/// <remarks>
/// η(τ) = η₀ / τ for τ ≥ 1, and η₀ for τ = 0   (Zhang, Gupta, Lian and Liu 2016, staleness-dependent learning rate). A gradient of staleness 1 has the
/// full rate too. With an optimizer that keeps statistics, such as Adam, these see the whole gradient: only the step is smaller.
/// </remarks>
public static class StalenessScaling
{
    /// <summary>η of one step.</summary>
    /// <param name="learningRate">η₀, ≥ 0.</param>
    /// <param name="staleness">τ, in versions, ≥ 0.</param>
    public static double LearningRate(double learningRate, long staleness) => learningRate / Math.Max(1, staleness);
}

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>Generalised advantage estimation, GAE(γ, λ), over a rollout of several environments.</summary>
public static class GeneralizedAdvantage
{
    /// <summary>Advantages and returns of one rollout of T steps of E environments.</summary>
    /// <remarks>
    /// δₜ = rₜ + γ·V(sₜ₊₁)·(1 − terminatedₜ) − V(sₜ);  Âₜ = δₜ + γλ·(1 − endedₜ)·Âₜ₊₁, Â_T = 0;  Rₜ = Âₜ + V(sₜ)
    /// (Schulman et al. 2016, eq. 11–16). endedₜ is terminatedₜ or truncatedₜ: past it lies another episode.
    /// A truncated step bootstraps from its own successor; the paper has no truncation. A step both terminated and truncated is terminated.
    /// All spans are time-major, [T×E]: step t of environment e is at t·E + e.
    /// </remarks>
    /// <param name="rewards">rₜ, [T×E].</param>
    /// <param name="values">V(sₜ), [T×E].</param>
    /// <param name="nextValues">V(sₜ₊₁), [T×E]: the value of the successor before any reset. Not read where the step terminated.</param>
    /// <param name="terminated">Whether sₜ₊₁ is terminal, [T×E].</param>
    /// <param name="truncated">Whether the episode was cut at sₜ₊₁ though it is not terminal (a time limit), [T×E].</param>
    /// <param name="environmentCount">E, at least 1.</param>
    /// <param name="discount">γ, in [0, 1].</param>
    /// <param name="gaeLambda">λ, in [0, 1]: 0 is the one-step TD error, 1 is the Monte Carlo return minus the value.</param>
    /// <param name="advantages">Output Âₜ, [T×E].</param>
    /// <param name="returns">Output Rₜ, [T×E]: the critic's target.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of the number of environments.</exception>
    /// <exception cref="ArgumentOutOfRangeException">γ or λ is outside [0, 1], or E below 1.</exception>
    public static void Compute(
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> nextValues,
        ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> truncated,
        int environmentCount,
        double discount,
        double gaeLambda,
        Span<float> advantages,
        Span<float> returns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(environmentCount, 1);
        ThrowIfNotFraction(discount, nameof(discount));
        ThrowIfNotFraction(gaeLambda, nameof(gaeLambda));
        var count = rewards.Length;
        if (count % environmentCount != 0)
            throw new ArgumentException(
                $"There are {count} rewards, which is no multiple of {environmentCount} environments; pass whole time steps.",
                nameof(rewards));
        ThrowIfLengthDiffers(values.Length, count, nameof(values));
        ThrowIfLengthDiffers(nextValues.Length, count, nameof(nextValues));
        ThrowIfLengthDiffers(terminated.Length, count, nameof(terminated));
        ThrowIfLengthDiffers(truncated.Length, count, nameof(truncated));
        ThrowIfLengthDiffers(advantages.Length, count, nameof(advantages));
        ThrowIfLengthDiffers(returns.Length, count, nameof(returns));

        var γ = (float)discount;
        var γλ = (float)(discount * gaeLambda);
        for (var i = count - 1; i >= 0; i--)
        {
            // Chosen, not multiplied by 0: whatever a caller leaves in nextValues at a terminal state, a NaN too, stays out.
            var nextValue = terminated[i] ? 0 : nextValues[i];
            var δ = rewards[i] + γ * nextValue - values[i];

            var successor = i + environmentCount;
            var continues = successor < count && !terminated[i] && !truncated[i];
            advantages[i] = continues ? δ + γλ * advantages[successor] : δ;
            returns[i] = advantages[i] + values[i];
        }
    }

    private static void ThrowIfNotFraction(double value, string name)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be between 0 and 1.");
    }

    private static void ThrowIfLengthDiffers(int length, int expected, string name)
    {
        if (length != expected)
            throw new ArgumentException(
                $"{name} has {length} elements and there are {expected} rewards; pass one element for each reward.", name);
    }
}

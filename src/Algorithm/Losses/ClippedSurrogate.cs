namespace ActorCritic.Distributed.Algorithm.Losses;

/// <summary>What the clipped surrogate says of a batch, each a mean over it.</summary>
/// <param name="Loss">Mean of −min(ρ·Â, clip(ρ, 1 − ε, 1 + ε)·Â).</param>
/// <param name="ClippedFraction">Share of the transitions through which no gradient flows because their ratio is clipped.</param>
/// <param name="ApproximateDivergence">Mean of (ρ − 1) − log ρ, an estimate of KL(old ‖ new) that is never negative (Schulman 2020), in nats.</param>
public readonly record struct SurrogateTerms(double Loss, double ClippedFraction, double ApproximateDivergence);

/// <summary>The clipped surrogate of proximal policy optimisation, brought to the form of the policy loss of <see cref="ActorCriticLoss"/>.</summary>
/// <remarks>
/// <para>
/// L = −1/B · Σ min(ρ·Â, clip(ρ, 1 − ε, 1 + ε)·Â),  ρ = π(a|s)/π_old(a|s)   (Schulman et al. 2017, eq. 7).
/// </para>
/// <para>
/// Where the minimum is the clipped term and the ratio is outside the bounds, nothing depends on the parameters. Everywhere else ∇L = −1/B·Σ Â·∇ρ = −1/B·Σ ρ·Â·∇log π,
/// for ∇ρ = ρ·∇log π. That is the gradient of the actor-critic policy loss with the weights w = ρ·Â (0 where clipped) in place of the advantages, taken as numbers: so every
/// network that differentiates the one loss differentiates this one too, with the same value loss and entropy bonus.
/// </para>
/// </remarks>
public static class ClippedSurrogate
{
    /// <summary>log π(a|s) of each transition.</summary>
    /// <param name="actions">[B], each in 0 … A − 1.</param>
    /// <param name="logits">[B × A].</param>
    /// <param name="logProbabilities">Output, [B].</param>
    /// <exception cref="ArgumentException">The lengths do not agree, or an action is not in 0 … A − 1.</exception>
    public static void LogProbabilities(ReadOnlySpan<int> actions, ReadOnlySpan<float> logits, Span<float> logProbabilities)
    {
        if (actions.Length == 0 || logProbabilities.Length != actions.Length || logits.Length == 0 || logits.Length % actions.Length != 0)
            throw new ArgumentException($"{actions.Length} actions go with as many log probabilities and whole rows of logits; got {logProbabilities.Length} and {logits.Length} logits.");

        ActorCriticLoss.LogProbabilities(actions, logits, logProbabilities);
    }

    /// <summary>The loss of a batch, and the weights by which the policy loss has its gradient.</summary>
    /// <param name="logProbabilities">log π(a|s) under the present parameters, [B].</param>
    /// <param name="oldLogProbabilities">log π_old(a|s) under the parameters that played the rollout, [B].</param>
    /// <param name="advantages">Â, [B].</param>
    /// <param name="clipRange">ε, above 0: how far the ratio may leave 1.</param>
    /// <param name="weights">Output, [B]: ρ·Â, 0 where clipped.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there is no transition.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is not above 0.</exception>
    public static SurrogateTerms Weigh(
        ReadOnlySpan<float> logProbabilities,
        ReadOnlySpan<float> oldLogProbabilities,
        ReadOnlySpan<float> advantages,
        double clipRange,
        Span<float> weights)
    {
        if (!(clipRange > 0))
            throw new ArgumentOutOfRangeException(nameof(clipRange), clipRange, "The clip range must be above 0.");
        var count = logProbabilities.Length;
        if (count == 0 || oldLogProbabilities.Length != count || advantages.Length != count || weights.Length != count)
        {
            throw new ArgumentException(
                $"{count} log probabilities go with as many old ones, advantages and weights; got {oldLogProbabilities.Length}, {advantages.Length} and {weights.Length}.");
        }

        var (loss, clippedCount, divergence) = (0.0, 0, 0.0);
        for (var i = 0; i < count; i++)
        {
            var logRatio = (double)logProbabilities[i] - oldLogProbabilities[i];
            var ratio = Math.Exp(logRatio);
            var advantage = advantages[i];

            // Clipped only on the side towards which the advantage pushes: a ratio that has gone the wrong way may always come back.
            var clipped = advantage > 0 ? ratio > 1 + clipRange : advantage < 0 && ratio < 1 - clipRange;
            var bounded = Math.Clamp(ratio, 1 - clipRange, 1 + clipRange);
            loss -= Math.Min(ratio * advantage, bounded * advantage);
            divergence += ratio - 1 - logRatio;
            weights[i] = clipped ? 0 : (float)(ratio * advantage);
            clippedCount += clipped ? 1 : 0;
        }

        return new SurrogateTerms(loss / count, (double)clippedCount / count, divergence / count);
    }
}

using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Losses;

/// <summary>Weights of the terms of the actor-critic loss.</summary>
/// <param name="Value">c_v ≥ 0, the weight of the value loss.</param>
/// <param name="Entropy">β ≥ 0, the weight of the entropy bonus.</param>
public readonly record struct LossCoefficients(double Value, double Entropy);

/// <summary>The terms of the actor-critic loss, each a mean over the batch.</summary>
/// <param name="Policy">Mean of −log π(aₜ|sₜ)·Âₜ.</param>
/// <param name="Value">Mean of (V(sₜ) − Rₜ)².</param>
/// <param name="Entropy">Mean entropy of π(·|sₜ), in nats.</param>
public readonly record struct LossTerms(double Policy, double Value, double Entropy)
{
    /// <summary>policy + c_v·value − β·entropy.</summary>
    public double Total(LossCoefficients coefficients) => Policy + coefficients.Value * Value - coefficients.Entropy * Entropy;
}

/// <summary>The three-term loss of advantage actor-critic and its derivative by the network's outputs.</summary>
/// <remarks>
/// <para>
/// L = 1/B · Σₜ [ −log π(aₜ|sₜ)·Âₜ + c_v·(V(sₜ) − Rₜ)² − β·H(π(·|sₜ)) ]   (Mnih et al. 2016, section 4 and algorithm S3). Deviations: a mean over the
/// batch where the paper sums, so that the learning rate does not depend on the rollout length, and the weight c_v.
/// </para>
/// <para>
/// With p = softmax(logits):  ∂L/∂logitₖ = 1/B · [ Â·(pₖ − 1{k = a}) + β·pₖ·(log pₖ + H) ]  and  ∂L/∂V = 2·c_v·(V − R)/B. Advantages and returns are
/// numbers here, not functions of the parameters: the critic cannot leak into the policy's gradient. From these derivatives a backend goes
/// on into the network (by autograd or by kernels of its own).
/// </para>
/// </remarks>
public static class ActorCriticLoss
{
    /// <summary>Loss terms of a batch and their derivative by logits and values.</summary>
    /// <param name="batch">Actions, advantages and returns of B transitions.</param>
    /// <param name="coefficients">Weights of the terms.</param>
    /// <param name="logits">[B × A].</param>
    /// <param name="values">[B].</param>
    /// <param name="logitGradient">Output, ∂L/∂logits, [B × A].</param>
    /// <param name="valueGradient">Output, ∂L/∂V, [B].</param>
    /// <exception cref="ArgumentException">The lengths do not agree, the batch is empty, or an action is not in 0 … A − 1.</exception>
    public static LossTerms Differentiate(
        in TransitionBatch batch,
        in LossCoefficients coefficients,
        ReadOnlySpan<float> logits,
        ReadOnlySpan<float> values,
        Span<float> logitGradient,
        Span<float> valueGradient)
    {
        RequireLengths(batch, logits, values, logitGradient, valueGradient);
        var count = batch.Count;
        var actionCount = logits.Length / count;
        var perRow = 1f / count;
        var entropyCoefficient = (float)coefficients.Entropy;
        var valueCoefficient = 2 * (float)coefficients.Value;
        double policyLoss = 0, valueLoss = 0, entropySum = 0;

        for (var row = 0; row < count; row++)
        {
            var action = batch.Actions[row];
            if ((uint)action >= (uint)actionCount)
                throw new ArgumentException($"Action {row} of the batch is {action}; with {actionCount} logits a row it must be 0 … {actionCount - 1}.", nameof(batch));

            var advantage = batch.Advantages[row];
            var rowLogits = logits.Slice(row * actionCount, actionCount);
            var rowGradient = logitGradient.Slice(row * actionCount, actionCount);

            // The gradient's row first holds log p, so that nothing is allocated.
            var entropy = LogSoftmax(rowLogits, rowGradient);
            policyLoss -= (double)advantage * rowGradient[action];
            entropySum += entropy;
            for (var k = 0; k < actionCount; k++)
            {
                var logProbability = rowGradient[k];
                var probability = MathF.Exp(logProbability);
                var chosen = k == action ? 1f : 0f;
                rowGradient[k] = perRow * (advantage * (probability - chosen) + entropyCoefficient * probability * (logProbability + entropy));
            }

            var error = values[row] - batch.Returns[row];
            valueLoss += (double)error * error;
            valueGradient[row] = perRow * valueCoefficient * error;
        }

        return new LossTerms(policyLoss / count, valueLoss / count, entropySum / count);
    }

    /// <summary>log p of one row, accurate and finite for any finite logits; returns the entropy in nats.</summary>
    /// <remarks>
    /// With zₖ = logitₖ − max ≤ 0:  log pₖ = zₖ − log Σ exp z  and  H = log Σ exp z + Σ pₖ·(−zₖ). In neither do large numbers cancel, so a constant added to
    /// all logits changes nothing as long as their differences survive it.
    /// </remarks>
    internal static float LogSoftmax(ReadOnlySpan<float> logits, Span<float> logProbabilities)
    {
        var maximum = TensorPrimitives.Max(logits);
        float sum = 0, weighted = 0;
        for (var k = 0; k < logits.Length; k++)
        {
            // The distance of two finite logits can overflow, and 0 · −∞ is NaN where an impossible action's share of the entropy is 0.
            var centered = logProbabilities[k] = MathF.Max(logits[k] - maximum, float.MinValue);
            var exponential = MathF.Exp(centered);
            sum += exponential;
            weighted -= exponential * centered;
        }

        var logSum = MathF.Log(sum);
        foreach (ref var logProbability in logProbabilities)
            logProbability -= logSum;
        return logSum + weighted / sum;
    }

    private static void RequireLengths(
        in TransitionBatch batch,
        ReadOnlySpan<float> logits,
        ReadOnlySpan<float> values,
        Span<float> logitGradient,
        Span<float> valueGradient)
    {
        var count = batch.Count;
        if (count == 0 || batch.Advantages.Length != count || batch.Returns.Length != count || values.Length != count
            || valueGradient.Length != count || logits.Length == 0 || logits.Length % count != 0 || logitGradient.Length != logits.Length)
        {
            throw new ArgumentException(
                $"A batch of {count} actions goes with as many advantages, returns and values and whole rows of logits; got {batch.Advantages.Length} " +
                $"advantages, {batch.Returns.Length} returns, {values.Length} values, {logits.Length} logits, {valueGradient.Length} value gradients " +
                $"and {logitGradient.Length} logit gradients.");
        }
    }
}

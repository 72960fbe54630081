using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Kernels;
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
    /// <summary>Rows that are computed together: whole vectors of every width.</summary>
    private const int BlockRows = 64;

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
        Span<float> valueGradient) => Differentiate(NetworkKernels.Widest, batch, coefficients, logits, values, logitGradient, valueGradient);

    internal static LossTerms Differentiate(
        NetworkKernels kernels,
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
        RequireActions(batch.Actions, actionCount);
        var perRow = 1f / count;
        var entropyCoefficient = (float)coefficients.Entropy;
        double policyLoss = 0, entropySum = 0;

        Span<float> block = actionCount <= 32 ? stackalloc float[actionCount * BlockRows] : new float[actionCount * BlockRows];
        Span<float> entropies = stackalloc float[BlockRows], chosen = stackalloc float[BlockRows];
        Span<float> actions = stackalloc float[BlockRows], advantages = stackalloc float[BlockRows];
        for (var first = 0; first < count; first += BlockRows)
        {
            // Rows that fill up the last vector have the action 0, the advantage 0 and equal logits; nothing of them is written out.
            var rows = Math.Min(BlockRows, count - first);
            var padded = kernels.Pad(rows);
            var columns = block[..(actionCount * padded)];
            TensorPrimitives.ConvertTruncating(batch.Actions.Slice(first, rows), actions);
            batch.Advantages.Slice(first, rows).CopyTo(advantages);
            actions[rows..padded].Clear();
            advantages[rows..padded].Clear();
            ToColumns(logits.Slice(first * actionCount, rows * actionCount), actionCount, columns, padded);

            kernels.LogSoftmax(columns, entropies[..padded]);
            kernels.PolicyGradient(columns, entropies[..padded], actions[..padded], advantages[..padded], entropyCoefficient, perRow, chosen[..padded]);
            policyLoss -= DoubleSum.Of(advantages[..rows], chosen, default(DoubleSum.Product));
            entropySum += DoubleSum.Of(entropies[..rows], default(DoubleSum.First));
            FromColumns(columns, padded, logitGradient.Slice(first * actionCount, rows * actionCount), actionCount);
        }

        TensorPrimitives.Subtract(values, batch.Returns, valueGradient);
        TensorPrimitives.Multiply(valueGradient, 2 * (float)coefficients.Value * perRow, valueGradient);
        var valueLoss = DoubleSum.Of(values, batch.Returns, new DoubleSum.SquaredDifference(center: 0));
        return new LossTerms(policyLoss / count, valueLoss / count, entropySum / count);
    }

    /// <summary>log π(a|s) of each transition.</summary>
    /// <param name="actions">[B], each in 0 … A − 1.</param>
    /// <param name="logits">[B × A].</param>
    /// <param name="logProbabilities">Output, [B].</param>
    internal static void LogProbabilities(ReadOnlySpan<int> actions, ReadOnlySpan<float> logits, Span<float> logProbabilities)
    {
        var kernels = NetworkKernels.Widest;
        var actionCount = logits.Length / actions.Length;
        RequireActions(actions, actionCount);
        Span<float> block = actionCount <= 32 ? stackalloc float[actionCount * BlockRows] : new float[actionCount * BlockRows];
        Span<float> entropies = stackalloc float[BlockRows];
        for (var first = 0; first < actions.Length; first += BlockRows)
        {
            var rows = Math.Min(BlockRows, actions.Length - first);
            var padded = kernels.Pad(rows);
            var columns = block[..(actionCount * padded)];
            ToColumns(logits.Slice(first * actionCount, rows * actionCount), actionCount, columns, padded);
            kernels.LogSoftmax(columns, entropies[..padded]);
            for (var row = 0; row < rows; row++)
                logProbabilities[first + row] = columns[actions[first + row] * padded + row];
        }
    }

    /// <summary>Rows of A logits as A columns, which are filled up with zeros.</summary>
    private static void ToColumns(ReadOnlySpan<float> logits, int actionCount, Span<float> columns, int padded)
    {
        for (var k = 0; k < actionCount; k++)
        {
            var column = columns.Slice(k * padded, padded);
            var row = 0;
            for (var i = k; i < logits.Length; i += actionCount)
                column[row++] = logits[i];
            column[row..].Clear();
        }
    }

    private static void FromColumns(ReadOnlySpan<float> columns, int padded, Span<float> rows, int actionCount)
    {
        for (var k = 0; k < actionCount; k++)
        {
            var column = columns.Slice(k * padded, padded);
            var row = 0;
            for (var i = k; i < rows.Length; i += actionCount)
                rows[i] = column[row++];
        }
    }

    private static void RequireActions(ReadOnlySpan<int> actions, int actionCount)
    {
        if (actions.IndexOfAnyExceptInRange(0, actionCount - 1) is var row and >= 0)
            throw new ArgumentException($"Action {row} of the batch is {actions[row]}; with {actionCount} logits a row it must be 0 … {actionCount - 1}.", nameof(actions));
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

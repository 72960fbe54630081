using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>From logits to an action.</summary>
public static class ActionSelection
{
    /// <summary>Draws an action with probability softmax(logits), by inverting the cumulative distribution with one uniform number.</summary>
    /// <param name="logits">[A], finite.</param>
    /// <param name="generator">Consumed by exactly one number, whatever the logits.</param>
    /// <exception cref="ArgumentException">A logit is NaN or infinite: the policy has diverged.</exception>
    public static int Sample(ReadOnlySpan<float> logits, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var maximum = TensorPrimitives.Max(logits);
        var sum = 0f;
        foreach (var logit in logits)
            sum += MathF.Exp(logit - maximum);
        if (!float.IsFinite(sum))
            throw new ArgumentException($"The policy has diverged: logits [{string.Join(", ", logits.ToArray())}] give no probabilities. Lower the learning rate.");

        // The uniform number is scaled to the sum instead of dividing every probability by it.
        var rest = (float)generator.NextDouble() * sum;
        for (var action = 0; action < logits.Length - 1; action++)
        {
            rest -= MathF.Exp(logits[action] - maximum);
            if (rest < 0)
                return action;
        }

        return logits.Length - 1;
    }

    /// <summary>The most probable action; the first of equal ones.</summary>
    /// <param name="logits">[A].</param>
    public static int Greedy(ReadOnlySpan<float> logits) => TensorPrimitives.IndexOfMax(logits);
}

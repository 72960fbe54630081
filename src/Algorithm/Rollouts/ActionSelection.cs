using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>From logits to an action.</summary>
public static class ActionSelection
{
    /// <summary>Draws an action with probability softmax(logits), by inverting the cumulative distribution with one uniform number.</summary>
    /// <param name="logits">[A], finite; −∞ stands for an impossible action.</param>
    /// <param name="generator">Consumed by exactly one number, whatever the logits.</param>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or all are −∞: the policy has diverged.</exception>
    public static int Sample(ReadOnlySpan<float> logits, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        if (logits.Length == 2)
            return SampleOfTwo(logits, generator);

        var maximum = TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Weight(logit - maximum);
        if (!double.IsFinite(sum))
            throw Diverged(logits);

        // The uniform number is scaled to the sum instead of dividing every probability by it. It stays below the sum in double, where float32 would round the
        // greatest numbers up to it, and adding up in the same order ends at the very same sum: so an action is always found, and never one of probability 0.
        var threshold = generator.NextDouble() * sum;
        var cumulative = 0.0;
        var action = -1;
        while (cumulative <= threshold)
            cumulative += Weight(logits[++action] - maximum);
        return action;
    }

    /// <summary>The same draw, to the bit, where the exponential of one of the two logits is known to be 1.</summary>
    private static int SampleOfTwo(ReadOnlySpan<float> logits, RandomGenerator generator)
    {
        var (first, second) = (logits[0], logits[1]);
        double exponential = Weight(-MathF.Abs(first - second));
        var sum = 1 + exponential;
        if (!double.IsFinite(sum) || float.IsPositiveInfinity(MathF.Max(first, second)))
            throw Diverged(logits);

        // 1 or the exponential, exactly, and computed instead of chosen: which logit is the greater is as hard to predict as the action.
        var firstIsSmaller = first < second ? 1 : 0;
        var firstWeight = firstIsSmaller * exponential + (1 - firstIsSmaller);
        return firstWeight <= generator.NextDouble() * sum ? 1 : 0;
    }

    /// <summary>The most probable action; the first of equal ones.</summary>
    /// <param name="logits">[A], finite; −∞ stands for an impossible action.</param>
    /// <exception cref="ArgumentException">A logit is NaN: the policy has diverged.</exception>
    public static int Greedy(ReadOnlySpan<float> logits)
    {
        var action = TensorPrimitives.IndexOfMax(logits);
        return float.IsNaN(logits[action]) ? throw Diverged(logits) : action;
    }

    /// <summary>eˣ for x ≤ 0, and 0 below −87, near the end of the normal numbers: the library takes a slow way there, for an action that none of 2⁵³ draws but the number 0 itself could take.</summary>
    private static float Weight(float x) => x < -87 ? 0 : MathF.Exp(x);

    private static ArgumentException Diverged(ReadOnlySpan<float> logits) =>
        new($"The policy has diverged: logits [{string.Join(", ", logits.ToArray())}] give no probabilities. Lower the learning rate.", nameof(logits));
}

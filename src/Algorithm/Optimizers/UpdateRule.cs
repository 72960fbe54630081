using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>What an optimizer does with one parameter, for a hardware vector of parameters at once. Holds the numbers of one step.</summary>
internal interface IUpdateRule
{
    /// <summary>Whether there are two statistics for each parameter instead of one.</summary>
    static abstract bool HasSecondStatistic { get; }

    /// <summary>θ after the step.</summary>
    /// <param name="θ">The parameters.</param>
    /// <param name="Δθ">Their gradient.</param>
    /// <param name="first">The first statistic; written as it is after the step.</param>
    /// <param name="second">The second statistic, if there is one; written as it is after the step.</param>
    Vector<float> Apply(Vector<float> θ, Vector<float> Δθ, ref Vector<float> first, ref Vector<float> second);
}

/// <summary>Goes through all parameters by a rule.</summary>
/// <remarks>
/// A statistic that no gradient feeds any more, that of a dead unit, is multiplied at every step by a number below 1 and would go on for ever among the subnormal numbers
/// (below 1.2e-38), where each operation costs a hundred times as much: a step of Adam took ten times as long once a policy had settled. So what is
/// that small counts as 0: statistics, and the elements of a gradient whose square would be. A parameter is moved by less than 1e-16·η/ε otherwise than by the formula of the paper:
/// with an ε of 1e-8 by a hundred millionth of a step. PyTorch leaves this to its users (torch.set_flush_denormal).
/// </remarks>
internal static class UpdateRule
{
    /// <summary>A gradient's element below this counts as 0. The square of what is not is 1e-32 at least, and still normal times 1 − β₂ of 0.001.</summary>
    public const float NegligibleGradient = 1e-16f;

    /// <summary>A statistic below this counts as 0, so that its next product with β is a normal number.</summary>
    public const float NegligibleStatistic = 1e-36f;

    /// <summary>One step of all parameters.</summary>
    /// <remarks>
    /// Whole vectors in a loop without a call, so that the rule's numbers stay in registers. What is left goes through the same rule in vectors padded with zeros; there
    /// is no second, scalar copy of it that could differ.
    /// </remarks>
    /// <param name="rule">The rule with the numbers of this step.</param>
    /// <param name="parameters">θ before the step, any length.</param>
    /// <param name="gradient">Δθ, as many.</param>
    /// <param name="updated">θ after the step, as many: the memory of <paramref name="parameters"/> itself, or apart from it.</param>
    /// <param name="first">As many.</param>
    /// <param name="second">As many, or none for a rule without a second statistic.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TRule>(
        TRule rule, ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, Span<float> updated, Span<float> first, Span<float> second = default)
        where TRule : struct, IUpdateRule
    {
        // Slicing checks the lengths once for the whole loop.
        ref var θ = ref MemoryMarshal.GetReference(parameters);
        ref var Δθ = ref MemoryMarshal.GetReference(gradient[..parameters.Length]);
        ref var θʹ = ref MemoryMarshal.GetReference(updated[..parameters.Length]);
        ref var s1 = ref MemoryMarshal.GetReference(first[..parameters.Length]);
        ref var s2 = ref MemoryMarshal.GetReference(TRule.HasSecondStatistic ? second[..parameters.Length] : first);

        var lastWhole = parameters.Length - Vector<float>.Count;
        var i = 0;
        for (; i <= lastWhole; i += Vector<float>.Count)
        {
            var offset = (nuint)i;
            var statistic1 = Vector.LoadUnsafe(in s1, offset);
            var statistic2 = TRule.HasSecondStatistic ? Vector.LoadUnsafe(in s2, offset) : default;
            Apply(rule, Vector.LoadUnsafe(in θ, offset), Vector.LoadUnsafe(in Δθ, offset), ref statistic1, ref statistic2).StoreUnsafe(ref θʹ, offset);
            statistic1.StoreUnsafe(ref s1, offset);
            if (TRule.HasSecondStatistic)
                statistic2.StoreUnsafe(ref s2, offset);
        }

        if (i < parameters.Length)
            StepRemainder(rule, parameters[i..], gradient[i..], updated[i..], first[i..], TRule.HasSecondStatistic ? second[i..] : default);
    }

    private static void StepRemainder<TRule>(
        TRule rule, ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, Span<float> updated, Span<float> first, Span<float> second)
        where TRule : struct, IUpdateRule
    {
        var statistic1 = VectorLanes.Load(first, 0);
        var statistic2 = VectorLanes.Load(second, 0);
        VectorLanes.Store(Apply(rule, VectorLanes.Load(parameters, 0), VectorLanes.Load(gradient, 0), ref statistic1, ref statistic2), updated, 0);
        VectorLanes.Store(statistic1, first, 0);
        VectorLanes.Store(statistic2, second, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Apply<TRule>(TRule rule, Vector<float> θ, Vector<float> Δθ, ref Vector<float> first, ref Vector<float> second)
        where TRule : struct, IUpdateRule
    {
        var updated = rule.Apply(θ, ZeroBelow(NegligibleGradient, Δθ), ref first, ref second);
        first = ZeroBelow(NegligibleStatistic, first);
        if (TRule.HasSecondStatistic)
            second = ZeroBelow(NegligibleStatistic, second);
        return updated;
    }

    /// <summary>NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ZeroBelow(float limit, Vector<float> numbers) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(numbers), new Vector<float>(limit)), Vector<float>.Zero, numbers);
}

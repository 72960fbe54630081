using ActorCritic.Distributed.Algorithm.Rollouts;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

/// <summary>A rollout as arrays, time-major.</summary>
internal sealed record AdvantageRollout(int E, float[] Rewards, float[] Values, float[] NextValues, bool[] Terminated, bool[] Truncated)
{
    public int Count => Rewards.Length;

    public bool Ended(int i) => Terminated[i] || Truncated[i];

    public (float[] Advantages, float[] Returns) Estimate(double discount, double gaeLambda)
    {
        var advantages = new float[Count];
        var returns = new float[Count];
        GeneralizedAdvantage.Compute(
            Rewards, Values, NextValues, Terminated, Truncated, E, discount, gaeLambda, advantages, returns);
        return (advantages, returns);
    }
}

/// <summary>Rollouts to estimate advantages of, and the advantages by their definition.</summary>
internal static class AdvantageRollouts
{
    public static AdvantageRollout OneEnvironment(
        float[] rewards, float[] values, float[] nextValues, int? terminatedAt = null, int? truncatedAt = null) =>
        new(1, rewards, values, nextValues,
            [.. rewards.Select((_, t) => t == terminatedAt)],
            [.. rewards.Select((_, t) => t == truncatedAt)]);

    /// <summary>
    /// Rollouts of random size with every mixture of endings. Where an episode goes on, nextValues is the next step's value,
    /// as it is in a real rollout; at an ending it is a number of its own.
    /// </summary>
    public static readonly Gen<AdvantageRollout> GenRollout =
        from e in Gen.Int[1, 5]
        from t in Gen.Int[1, 24]
        from rewards in Gen.Float[-2, 2].Array[t * e]
        from values in Gen.Float[-5, 5].Array[t * e]
        from bootstraps in Gen.Float[-5, 5].Array[t * e]
        from endings in Gen.Int[0, 9].Array[t * e]
        let terminated = endings.Select(ending => ending is 0 or 1).ToArray()
        let truncated = endings.Select(ending => ending is 1 or 2).ToArray()
        let nextValues = bootstraps.Select((own, i) => i + e < t * e && endings[i] > 2 ? values[i + e] : own).ToArray()
        select new AdvantageRollout(e, rewards, values, nextValues, terminated, truncated);

    public static readonly Gen<double> GenFraction = Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1]);

    /// <summary>
    /// The definition, eq. 16 of the paper, in O(T²) and double: Âₜ = Σₗ (γλ)ˡ δₜ₊ₗ, the sum ending with the step that ends the episode
    /// or the rollout. Also gives Σ|terms|, the scale that float32 rounding errors go by.
    /// </summary>
    public static (double Advantage, double Scale) Literally(AdvantageRollout rollout, int i, double discount, double gaeLambda)
    {
        var (sum, scale) = (0.0, 0.0);
        for (var (j, l) = (i, 0); j < rollout.Count; j += rollout.E, l++)
        {
            var bootstrap = rollout.Terminated[j] ? 0.0 : discount * rollout.NextValues[j];
            var weight = Math.Pow(discount * gaeLambda, l);
            sum += weight * (rollout.Rewards[j] + bootstrap - rollout.Values[j]);
            scale += weight * (Math.Abs(rollout.Rewards[j]) + Math.Abs(bootstrap) + Math.Abs(rollout.Values[j]));
            if (rollout.Ended(j))
                break;
        }

        return (sum, scale);
    }

    public static void AssertClose(double expected, double actual, double scale, string where)
    {
        // Some thirty roundings of at most 6e-8 each, of a quantity no larger than the scale.
        Assert.True(Math.Abs(expected - actual) <= 2e-6 * scale + 1e-30, $"{where}: expected {expected:R}, got {actual:R}");
    }
}

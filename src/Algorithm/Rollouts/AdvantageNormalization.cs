using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>Brings the advantages of a rollout to mean 0 and standard deviation 1.</summary>
public static class AdvantageNormalization
{
    // As in Stable-Baselines3 and CleanRL.
    private const double Epsilon = 1e-8;

    /// <summary>Normalises over the whole rollout, all time steps and environments together, in place.</summary>
    /// <remarks>
    /// Â ← (Â − mean) / (std + 1e-8), with the sample's standard deviation (n − 1), as torch.std has it and with it Stable-Baselines3.
    /// Equal advantages become zeros, for they prefer no action to another. A single one stays as it is, as in Stable-Baselines3: its
    /// own mean says nothing, and taking it away would leave nothing to learn from.
    /// </remarks>
    /// <param name="advantages">Any length.</param>
    public static void Normalize(Span<float> advantages)
    {
        if (advantages.Length <= 1)
            return;

        // Two passes in double: no cancellation where the mean is large against the spread, and of equal numbers the spread is exactly 0.
        var mean = DoubleSum.Of(advantages, default(DoubleSum.First)) / advantages.Length;
        var squaredDeviations = DoubleSum.Of(advantages, new DoubleSum.SquaredDeviation(mean));
        Scale(advantages, mean, 1 / (Math.Sqrt(squaredDeviations / (advantages.Length - 1)) + Epsilon));
    }

    /// <summary>Â ← (Â − mean) · scale, computed in double.</summary>
    private static void Scale(Span<float> advantages, double mean, double scale)
    {
        var blocks = MemoryMarshal.Cast<float, Vector256<float>>(advantages);
        foreach (ref var block in blocks)
        {
            var (lower, upper) = Vector256.Widen(block);
            block = Vector256.Narrow((lower - Vector256.Create(mean)) * scale, (upper - Vector256.Create(mean)) * scale);
        }

        foreach (ref var advantage in advantages[(blocks.Length * Vector256<float>.Count)..])
            advantage = (float)((advantage - mean) * scale);
    }
}

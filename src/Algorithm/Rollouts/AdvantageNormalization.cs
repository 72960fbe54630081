namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>Brings the advantages of a rollout to mean 0 and standard deviation 1.</summary>
public static class AdvantageNormalization
{
    // As in Stable-Baselines3 and CleanRL.
    private const double Epsilon = 1e-8;

    /// <summary>Normalises over the whole rollout, all time steps and environments together, in place.</summary>
    /// <remarks>
    /// Â ← (Â − mean) / (std + 1e-8), with the sample's standard deviation (n − 1), as torch.std has it and with it Stable-Baselines3.
    /// Advantages without spread (a single one, or all equal) have no scale to divide by and stay as they are. For a single one that is
    /// Stable-Baselines3's rule too; equal ones it turns into zeros.
    /// </remarks>
    /// <param name="advantages">Any length.</param>
    public static void Normalize(Span<float> advantages)
    {
        // Two passes in double: no cancellation where the mean is large against the spread, and of equal numbers the spread is exactly 0.
        var sum = 0.0;
        foreach (var advantage in advantages)
            sum += advantage;
        var mean = sum / advantages.Length;

        var squaredDeviations = 0.0;
        foreach (var advantage in advantages)
            squaredDeviations += (advantage - mean) * (advantage - mean);
        if (advantages.Length <= 1 || squaredDeviations == 0)
            return;

        var scale = 1 / (Math.Sqrt(squaredDeviations / (advantages.Length - 1)) + Epsilon);
        foreach (ref var advantage in advantages)
            advantage = (float)((advantage - mean) * scale);
    }
}

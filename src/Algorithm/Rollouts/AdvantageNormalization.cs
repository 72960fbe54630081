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
        var moments = new Moments();
        foreach (var advantage in advantages)
            moments.Add(advantage);
        if (moments.SquaredDeviations == 0)
            return;

        var deviation = Math.Sqrt(moments.SquaredDeviations / (moments.Count - 1));
        var scale = 1 / (deviation + Epsilon);
        foreach (ref var advantage in advantages)
            advantage = (float)((advantage - moments.Mean) * scale);
    }
}

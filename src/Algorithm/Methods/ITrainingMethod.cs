namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>A way of learning a policy: one thread, no actors, no files. Owned by one caller.</summary>
/// <remarks>A function of its options and their seed: two of them that are advanced equally have the same parameters, byte for byte.</remarks>
public interface ITrainingMethod : IDisposable
{
    /// <summary>The parameters as they are now, in the order of the network's layout.</summary>
    ReadOnlySpan<float> Parameters { get; }

    /// <summary>Environment steps played so far, all copies of the environment together.</summary>
    long EnvironmentSteps { get; }

    /// <summary>Plays as much as the method learns from at once (a step, a rollout, an episode) and learns from it.</summary>
    /// <param name="episodes">Takes the episodes that ended, in the order in which they did.</param>
    /// <exception cref="ArgumentException">The policy has diverged: its logits are no numbers.</exception>
    void Update(ICollection<TrainingEpisode> episodes);
}

/// <summary>An episode of training that has ended.</summary>
/// <param name="EnvironmentSteps">Environment steps of the method when it ended, this episode's last step included.</param>
/// <param name="Return">Sum of its rewards as the environment gave them: undiscounted and unscaled.</param>
/// <param name="Length">How many steps it took.</param>
public readonly record struct TrainingEpisode(long EnvironmentSteps, double Return, int Length);

/// <summary>Advances a method by more than one update.</summary>
public static class TrainingMethodAdvance
{
    /// <summary>Updates until at least so many environment steps are played; the last update may go beyond.</summary>
    /// <param name="method">The method.</param>
    /// <param name="environmentSteps">Counted from its beginning. Nothing happens if they are played already.</param>
    /// <param name="episodes">Takes the episodes that ended, in the order in which they did.</param>
    /// <exception cref="ArgumentException">The policy has diverged: its logits are no numbers.</exception>
    public static void AdvanceTo(this ITrainingMethod method, long environmentSteps, ICollection<TrainingEpisode> episodes)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(episodes);
        while (method.EnvironmentSteps < environmentSteps)
            method.Update(episodes);
    }
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>
/// T time steps of E environments, computed with one version of the parameters. Structure of arrays, time-major: transition (t, e) is element t·E + e.
/// Made once per worker and written over by every rollout, so that the hot path allocates nothing.
/// </summary>
public sealed class Rollout
{
    /// <summary>An empty rollout of the given shape.</summary>
    /// <param name="length">T ≥ 1.</param>
    /// <param name="environmentCount">E ≥ 1.</param>
    /// <param name="observationSize">Elements of one observation, ≥ 1.</param>
    public Rollout(int length, int environmentCount, int observationSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(environmentCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(observationSize, 1);
        Length = length;
        EnvironmentCount = environmentCount;
        ObservationSize = observationSize;
        var count = Count = checked(length * environmentCount);
        Observations = new float[checked(count * observationSize)];
        Actions = new int[count];
        Rewards = new float[count];
        Terminated = new bool[count];
        Truncated = new bool[count];
        Values = new float[count];
        NextValues = new float[count];
        Advantages = new float[count];
        Returns = new float[count];
    }

    /// <summary>T.</summary>
    public int Length { get; }

    /// <summary>E.</summary>
    public int EnvironmentCount { get; }

    /// <summary>O, elements of one observation.</summary>
    public int ObservationSize { get; }

    /// <summary>T × E transitions.</summary>
    public int Count { get; }

    /// <summary>Episodes that ended in this rollout, in the order in which they ended.</summary>
    public IReadOnlyList<FinishedEpisode> Episodes => FinishedEpisodes;

    internal List<FinishedEpisode> FinishedEpisodes { get; } = [];

    /// <summary>sₜ, what the policy saw before the step, [T × E × O].</summary>
    internal float[] Observations { get; }

    /// <summary>aₜ, drawn from the policy.</summary>
    internal int[] Actions { get; }

    /// <summary>rₜ, scaled by the reward scale.</summary>
    internal float[] Rewards { get; }

    /// <summary>Whether sₜ₊₁ is terminal.</summary>
    internal bool[] Terminated { get; }

    /// <summary>Whether the episode was cut at sₜ₊₁.</summary>
    internal bool[] Truncated { get; }

    /// <summary>V(sₜ).</summary>
    internal float[] Values { get; }

    /// <summary>V(sₜ₊₁) of the successor before any reset; of no meaning where the step terminated.</summary>
    internal float[] NextValues { get; }

    /// <summary>Âₜ, normalised if the worker normalises.</summary>
    internal float[] Advantages { get; }

    /// <summary>Rₜ, the critic's targets, never normalised.</summary>
    internal float[] Returns { get; }

    /// <summary>What the loss needs of it.</summary>
    public TransitionBatch Batch => new(Observations, Actions, Advantages, Returns);

    /// <summary>Fills advantages and returns by GAE(γ, λ), see <see cref="GeneralizedAdvantage"/>; nothing is normalised.</summary>
    internal void EstimateAdvantages(double discount, double gaeLambda) => GeneralizedAdvantage.Compute(
        Rewards, Values, NextValues, Terminated, Truncated, EnvironmentCount, discount, gaeLambda, Advantages, Returns);
}

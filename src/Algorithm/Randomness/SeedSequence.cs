using System.Diagnostics.CodeAnalysis;

namespace ActorCritic.Distributed.Algorithm.Randomness;

/// <summary>
/// What a random sequence is used for. Two uses never share a sequence, so a change to one leaves the others as they were.
/// </summary>
/// <remarks>The numbers enter the derived seeds: changing one changes every run.</remarks>
[SuppressMessage(
    "Naming",
    "CA1711:Identifiers should not have incorrect suffix",
    Justification = "A stream of random numbers is the field's word; nobody takes it for a System.IO.Stream.")]
public enum SeedStream
{
    /// <summary>Initial weights of the networks.</summary>
    Initialization = 0,

    /// <summary>Sampling of actions from the policy during training.</summary>
    Sampling = 1,

    /// <summary>Environments of the training workers.</summary>
    Environment = 2,

    /// <summary>Environments of evaluation episodes.</summary>
    Evaluation = 3,

    /// <summary>The order in which a rollout is cut into minibatches.</summary>
    Minibatches = 4,
}

/// <summary>Everything random in a run follows from its one seed: this derives the seed of every single sequence.</summary>
/// <remarks>
/// With M the mixing function of SplitMix64 and γ its increment:
/// <code>
/// key  = M(M(runSeed + γ) + γ·(stream + 1))
/// seed = M(key ⊕ (index·2³² + subindex))
/// </code>
/// M is a bijection, so two things hold by construction: for one run seed and stream, different (index, subindex) never share a seed; for
/// one run seed, index and subindex, different streams never do. Any other two inputs meet with the probability of chance, 2⁻⁶⁴. The result
/// goes through SplitMix64 once more in <see cref="RandomGenerator"/>.
/// </remarks>
/// <param name="RunSeed">The seed of the run; every value is allowed, also 0.</param>
public readonly record struct SeedSequence(ulong RunSeed)
{
    /// <summary>The seed of one sequence.</summary>
    /// <param name="stream">What it is used for.</param>
    /// <param name="index">Which owner, such as the worker's index; not negative.</param>
    /// <param name="subindex">Which of the owner's sequences, such as the environment's index within its worker; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    public ulong Derive(SeedStream stream, int index = 0, int subindex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(subindex);

        var key = SplitMix64.Mix(SplitMix64.Mix(RunSeed + SplitMix64.Increment) + SplitMix64.Increment * ((ulong)stream + 1));
        return SplitMix64.Mix(key ^ ((ulong)index << 32 | (uint)subindex));
    }

    /// <summary>A generator started at <see cref="Derive"/>'s seed for the same arguments.</summary>
    /// <param name="stream">What it is used for.</param>
    /// <param name="index">Which owner; not negative.</param>
    /// <param name="subindex">Which of the owner's sequences; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    public RandomGenerator CreateGenerator(SeedStream stream, int index = 0, int subindex = 0) => new(Derive(stream, index, subindex));
}

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>What a worker plays for one gradient, written "8x16".</summary>
/// <param name="Environments">Copies of the environment that it steps together, E ≥ 1.</param>
/// <param name="Length">Time steps of a rollout, T ≥ 1.</param>
public readonly record struct RolloutShape(int Environments, int Length)
{
    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"{Environments}x{Length}");
}

using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>A terminal state is bootstrapped from: δ = r + γ·V(s′) − V(s) also where s′ is terminal, without the factor (1 − terminated).</summary>
/// <remarks>
/// Nothing comes after a terminal state, so it is worth 0 by definition; the critic never learns that, for no step begins there. What it says of such a state is what it says of those beside it. Where every step is
/// rewarded each fall is then followed by the value of a pole that still nearly stands: all states drift towards r/(1 − γ), and an end costs hardly anything. Nothing complains, since values that grow look
/// like progress. It is made by telling terminations as truncations, from which the trainer rightly bootstraps; the λ-sum ends there either way.
/// </remarks>
internal sealed class BootstrapPastTermination : Mistake
{
    /// <inheritdoc/>
    public override string Name => "bootstrap-past-terminal";

    /// <inheritdoc/>
    public override string Summary => "the target of a terminal step is r + γ·V(s′) instead of r";

    /// <inheritdoc/>
    public override string Silence => "The values grow, which looks like progress, while an end of the episode costs less and less";

    /// <inheritdoc/>
    protected override IEnvironment Alter(IEnvironment environment) =>
        new AlteredEnvironment(environment, step => step with { Terminated = false, Truncated = step.Ended });
}

using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>The policy loss is weighed by the critic's target: −log π(a|s)·R, where −log π(a|s)·Â belongs, Â = R − V(s).</summary>
/// <remarks>
/// Both lie at hand when the loss is written, one beside the other. The expectation is the same, for a baseline that depends on the state alone adds nothing to it: E[V(s)·∇log π] = 0 (Williams 1992). The
/// variance is not: where every step is rewarded, R is always positive, so whatever was done becomes more probable, and only by how much it does so tells good from bad. That is why nothing complains:
/// it may even learn. The target comes as it is, since it is the advantages that were normalised; the line without normalisation says how much of the cost that is.
/// </remarks>
internal sealed class TargetAsAdvantage : Mistake
{
    /// <inheritdoc/>
    public override string Name => "target-as-advantage";

    /// <inheritdoc/>
    public override string Summary => "the policy loss is −log π·R, with the critic's target R instead of the advantage R − V";

    /// <inheritdoc/>
    public override string Silence => "On average the gradient is the right one, so it may even learn; what was a baseline is now noise";

    /// <inheritdoc/>
    protected override IPolicyNetwork Alter(IPolicyNetwork network, TrainingOptions options) =>
        new AlteredLoss(network, (in batch, in _, advantages, _) => batch.Returns.CopyTo(advantages));
}

using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>The policy loss has the wrong sign: +log π(a|s)·Â, where −log π(a|s)·Â belongs.</summary>
/// <remarks>
/// The policy gradient theorem says where to climb: θ ← θ + η·E[Â·∇log π] (Sutton et al. 2000). An optimiser descends, so the loss it is given is the negative. Without that minus every step makes the
/// better actions less probable. Nothing complains: the critic learns to predict a policy that gets worse as well as any other, and the loss falls, for it is what is being minimised.
/// </remarks>
internal sealed class WrongSign : Mistake
{
    /// <inheritdoc/>
    public override string Name => "wrong-sign";

    /// <inheritdoc/>
    public override string Summary => "the policy loss is +log π·Â instead of −log π·Â";

    /// <inheritdoc/>
    public override string Silence => "The loss falls all the same, and the critic learns what the ever worse policy is worth";

    /// <inheritdoc/>
    protected override IPolicyNetwork Alter(IPolicyNetwork network, TrainingOptions options) =>
        new AlteredLoss(network, (in batch, in _, advantages, _) => TensorPrimitives.Negate(batch.Advantages, advantages));
}

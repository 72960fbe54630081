using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>Advantages go into the policy loss as large or small as they are.</summary>
/// <remarks>
/// The size of an advantage is that of rewards and of the critic's error, which changes by orders of magnitude during a run; the step of the policy changes with it, against one learning rate and one threshold of clipping, and
/// against a value loss and an entropy bonus of other sizes. Normalised, a rollout says which of its actions were better than its others and no more (Andrychowicz et al. 2021, section 3.3). Nothing complains: the gradient is a
/// correct one, and with another learning rate it might be the better one.
/// </remarks>
internal sealed class NoAdvantageNormalization : Mistake
{
    /// <inheritdoc/>
    public override string Name => "no-normalization";

    /// <inheritdoc/>
    public override string Summary => "advantages are not brought to mean 0 and deviation 1 over each rollout";

    /// <inheritdoc/>
    public override string Silence => "The gradient is a correct one, only its size follows that of the rewards and of the critic's error";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> FindFaults(TrainingOptions correct) =>
        correct.NormalizeAdvantages ? [] : ["NormalizeAdvantages is false in the correct trainer already; let it be true, or name other mistakes with --only."];

    /// <inheritdoc/>
    protected override TrainingOptions Alter(TrainingOptions correct) => correct with { NormalizeAdvantages = false };
}

using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>The loss has no entropy bonus: β = 0.</summary>
/// <remarks>
/// A policy explores as long as it is uncertain, and every step along an advantage makes it more certain, at first often of the wrong thing. An action that is no longer tried gets no advantage that could bring it back; β·H(π) keeps it
/// from dying out (Williams and Peng 1991; Mnih et al. 2016, section 4). Nothing complains: a policy that has settled too early has a small loss and a steady return. Whether the bonus is needed depends on the task, and some do
/// without.
/// </remarks>
internal sealed class NoEntropyBonus : Mistake
{
    /// <inheritdoc/>
    public override string Name => "no-entropy-bonus";

    /// <inheritdoc/>
    public override string Summary => "nothing rewards the policy's entropy, β = 0";

    /// <inheritdoc/>
    public override string Silence => "A policy that has stopped exploring too early looks like one that has finished learning";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> FindFaults(TrainingOptions correct) =>
        correct.EntropyCoefficient > 0 ? [] : ["EntropyCoefficient is 0 in the correct trainer already; let it be above 0, or name other mistakes with --only."];

    /// <inheritdoc/>
    protected override TrainingOptions Alter(TrainingOptions correct) => correct with { EntropyCoefficient = 0 };
}

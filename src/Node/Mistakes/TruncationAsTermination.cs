using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>An episode that the time limit cut is taken for one that ended: its last target is r, where r + γ·V(s′) belongs.</summary>
/// <remarks>
/// A time limit is not part of the task: the state it was reached in has a future, only nobody played it (Pardo et al. 2018). Taken for an end, it makes the very same state worth 1/(1 − γ) in the middle of an episode and next to
/// nothing at the limit, which the observation does not show. The critic learns something between the two, and the actions before the limit are blamed for it. It is easy to make: many interfaces had one flag,
/// done, for both. Nothing complains, and it begins to cost only when the policy is good enough to reach the limit.
/// </remarks>
internal sealed class TruncationAsTermination : Mistake
{
    /// <inheritdoc/>
    public override string Name => "truncation-as-termination";

    /// <inheritdoc/>
    public override string Summary => "the target of a step that the time limit cut is r instead of r + γ·V(s′)";

    /// <inheritdoc/>
    public override string Silence => "It makes no difference until the policy is good enough to reach the limit, and then blames the best episodes for their end";

    /// <inheritdoc/>
    protected override IEnvironment Alter(IEnvironment environment) =>
        new AlteredEnvironment(environment, step => step with { Terminated = step.Ended, Truncated = false });
}

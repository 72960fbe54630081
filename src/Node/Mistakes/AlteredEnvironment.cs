using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>An environment whose steps are told otherwise than they were. What is played stays the same: an episode ends when it ended.</summary>
/// <param name="environment">The environment, time limit and all.</param>
/// <param name="alter">What is told of a step instead; of one that ended the episode, something that does too.</param>
internal sealed class AlteredEnvironment(IEnvironment environment, Func<StepResult, StepResult> alter) : IEnvironment
{
    /// <inheritdoc/>
    public EnvironmentSpec Spec => environment.Spec;

    /// <inheritdoc/>
    public void Reset(ulong seed, Span<float> observation) => environment.Reset(seed, observation);

    /// <inheritdoc/>
    public void Reset(Span<float> observation) => environment.Reset(observation);

    /// <inheritdoc/>
    public StepResult Step(int action, Span<float> observation) => alter(environment.Step(action, observation));
}

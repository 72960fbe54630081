using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Stopping;

/// <summary>A policy that reached the reward threshold in two independent evaluations.</summary>
/// <param name="Parameters">The policy, with its version and the environment steps behind it.</param>
/// <param name="FirstEvaluation">The scheduled evaluation.</param>
/// <param name="Confirmation">The evaluation with other seeds.</param>
public sealed record SolvedPolicy(ParameterSnapshot Parameters, PolicyEvaluated FirstEvaluation, PolicyEvaluated Confirmation);

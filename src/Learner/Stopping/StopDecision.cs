using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Stopping;

/// <summary>The run is to end.</summary>
/// <param name="Outcome">How it ends.</param>
/// <param name="Explanation">One sentence for a person.</param>
public sealed record StopDecision(TrainingOutcome Outcome, string Explanation);

/// <summary>What follows from an evaluation.</summary>
/// <param name="Confirm">Whether the same policy is to be evaluated again with other seeds.</param>
/// <param name="Stop">The end of the run, if it follows.</param>
public readonly record struct EvaluationVerdict(bool Confirm, StopDecision? Stop);

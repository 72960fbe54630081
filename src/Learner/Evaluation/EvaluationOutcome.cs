using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Stopping;

namespace ActorCritic.Distributed.Learner.Evaluation;

/// <summary>What came of an answer, or of waiting for one; nothing at all if nobody waited for it any more.</summary>
/// <param name="Recorded">The evaluation, if it has finished.</param>
/// <param name="Failure">Which evaluation failed and why, if one did; it is then repeated.</param>
/// <param name="Stop">The end of the run, if it follows.</param>
public readonly record struct EvaluationOutcome(EvaluationRecorded? Recorded, string? Failure, StopDecision? Stop);

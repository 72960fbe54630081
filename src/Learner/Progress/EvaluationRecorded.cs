using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>A greedy evaluation has finished.</summary>
/// <param name="Elapsed">Time since the first worker node registered.</param>
/// <param name="Number">Number of the evaluation in the run, from 0; one that was left out has a number too.</param>
/// <param name="Result">
/// Its returns; <see cref="PolicyEvaluated.Round"/> is 0 for a scheduled evaluation and 1 for its confirmation.
/// </param>
/// <param name="Parameters">The parameters that were evaluated.</param>
public sealed record EvaluationRecorded(TimeSpan Elapsed, int Number, PolicyEvaluated Result, ParameterSnapshot Parameters)
    : INoSerializationVerificationNeeded;

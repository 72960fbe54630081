using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>The run is over, for whatever reason; it is the last fact of a run.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Explanation">One sentence for a person.</param>
/// <param name="Status">How the run stood at its end.</param>
/// <param name="FinalParameters">The newest parameters.</param>
/// <param name="Solved">
/// The policy that solved the environment, if one did: also when the run went on afterwards and ended for another reason.
/// </param>
public sealed record RunCompleted(
    TrainingOutcome Outcome,
    string Explanation,
    TrainingStatus Status,
    ParameterSnapshot FinalParameters,
    SolvedPolicy? Solved) : INoSerializationVerificationNeeded;

using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Stopping;

/// <summary>Asks the learner to end the run and keep everything; it never leaves the process.</summary>
/// <param name="Cause">Who asks and why, as the beginning of a sentence: "Ctrl-C was pressed".</param>
public sealed record StopTraining(string Cause) : INoSerializationVerificationNeeded;

using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>The learner of this process makes way for another: the run goes on elsewhere, or later.</summary>
/// <param name="Status">How the run stands.</param>
/// <param name="Parameters">The newest parameters.</param>
public sealed record LearnerMadeWay(TrainingStatus Status, ParameterSnapshot Parameters) : INoSerializationVerificationNeeded;

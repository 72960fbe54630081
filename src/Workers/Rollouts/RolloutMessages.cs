using Akka.Actor;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>From a worker node to its worker: play one rollout with these parameters. Stays within the node, so that every worker shares the one snapshot.</summary>
internal sealed record RunRollout(ParameterSnapshot Parameters) : INoSerializationVerificationNeeded;

/// <summary>A worker's answer to <see cref="RunRollout"/>.</summary>
internal sealed record RolloutCompleted(int Worker, long BaseVersion, FloatVector Gradient, RolloutReport Report) : INoSerializationVerificationNeeded;

/// <summary>Which worker an actor is, in which run.</summary>
/// <param name="Worker">Run-wide index of the worker.</param>
/// <param name="Incarnation">How often it was started before.</param>
/// <param name="Plan">What to train and how.</param>
internal sealed record WorkerAssignment(int Worker, int Incarnation, TrainingPlan Plan);

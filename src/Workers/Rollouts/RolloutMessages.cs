using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>From a worker node to its worker: play one rollout with these parameters. Stays within the node, so that every worker shares the one snapshot.</summary>
/// <param name="Buffer">Where the gradient is written; null while none is free.</param>
internal sealed record RunRollout(ParameterSnapshot Parameters, GradientBuffer? Buffer) : INoSerializationVerificationNeeded;

/// <summary>A worker's answer to <see cref="RunRollout"/>; the sender says which worker.</summary>
/// <param name="BaseVersion">Version of the parameters with which the whole rollout was computed.</param>
/// <param name="Buffer">Holds ∂loss/∂parameters, clipped, in the order of the parameter layout.</param>
/// <param name="Report">What the rollout consisted of.</param>
internal sealed record RolloutCompleted(long BaseVersion, GradientBuffer Buffer, RolloutReport Report) : INoSerializationVerificationNeeded;

/// <summary>Which worker an actor is, in which run.</summary>
/// <param name="Worker">Run-wide index of the worker.</param>
/// <param name="Incarnation">How often it was started before.</param>
/// <param name="Plan">What to train and how.</param>
internal sealed record WorkerAssignment(int Worker, int Incarnation, TrainingPlan Plan);

using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>Where a worker node gets its workers from.</summary>
internal interface IWorkerSource
{
    /// <summary>Why the workers could not carry out a plan, in one sentence; null if they can.</summary>
    string? FaultIn(TrainingPlan plan);

    /// <summary>The props of one worker.</summary>
    Props PropsOf(WorkerAssignment assignment);

    /// <summary>Frees what the workers share. Those that still compute free their part when they are done.</summary>
    void Release();
}

using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>Workers that play rollouts. Those of one plan take turns with the same few networks.</summary>
/// <param name="toolbox">What the workers are made of.</param>
internal sealed class RolloutWorkerSource(WorkerToolbox toolbox) : IWorkerSource
{
    private TrainingPlan? _plan;
    private NetworkPool? _networks;

    /// <inheritdoc/>
    public string? FaultIn(TrainingPlan plan) => toolbox.FaultIn(plan);

    /// <inheritdoc/>
    public Props PropsOf(WorkerAssignment assignment) => RolloutWorkerActor.Props(assignment, toolbox.Catalogue, NetworksOf(assignment.Plan));

    /// <inheritdoc/>
    public void Release()
    {
        _networks?.Dispose();
        (_networks, _plan) = (null, null);
    }

    private NetworkPool NetworksOf(TrainingPlan plan)
    {
        if (_networks is not null && _plan == plan)
            return _networks;
        Release();
        _plan = plan;
        return _networks = new NetworkPool(() => toolbox.CreateNetwork(plan));
    }
}

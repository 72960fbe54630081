using Akka.Hosting;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Workers.Evaluation;
using ActorCritic.Distributed.Workers.Nodes;

namespace ActorCritic.Distributed.Workers;

/// <summary>Puts the actors of this room into a process.</summary>
public static class WorkersHosting
{
    /// <summary>A worker node that trains for whoever is registered under <see cref="LearnerKey"/>; add the learner, or a proxy to it, before.</summary>
    public static AkkaConfigurationBuilder WithWorkerNode(this AkkaConfigurationBuilder builder, WorkerNodeOptions options, WorkerToolbox toolbox) =>
        builder
            .AddHocon(WorkersConfiguration.Hocon, HoconAddMode.Append)
            .WithActors((system, registry) =>
                registry.Register<WorkerNodeActor>(system.ActorOf(WorkerNodeActor.Props(options, registry.Get<LearnerKey>(), toolbox), "worker-node")));

    /// <summary>An evaluator, registered under <see cref="EvaluatorKey"/>; add it before the learner that uses it.</summary>
    public static AkkaConfigurationBuilder WithEvaluator(this AkkaConfigurationBuilder builder, WorkerToolbox toolbox) =>
        builder
            .AddHocon(WorkersConfiguration.Hocon, HoconAddMode.Append)
            .WithActors((system, registry) => registry.Register<EvaluatorKey>(system.ActorOf(EvaluatorActor.Props(toolbox), "evaluator")));
}

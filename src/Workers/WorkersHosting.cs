using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Workers.Evaluation;
using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;
using Akka.Hosting;

namespace ActorCritic.Distributed.Workers;

/// <summary>Puts the actors of this room into a process.</summary>
public static class WorkersHosting
{
    /// <summary>Name of the worker node's actor under /user.</summary>
    public const string WorkerNodeName = "worker-node";

    /// <summary>Name of the evaluator's actor under /user.</summary>
    public const string EvaluatorName = "evaluator";

    /// <summary>
    /// A worker node that trains for whoever is registered under <see cref="LearnerKey"/>; add the learner, or a proxy to it, before. The node itself is
    /// registered under <see cref="WorkerNodeActor"/>.
    /// </summary>
    /// <param name="options">How the node runs.</param>
    /// <param name="toolbox">What its workers are made of.</param>
    /// <param name="observer">Finds the actor that is told the records of <see cref="Progress"/>; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static AkkaConfigurationBuilder WithWorkerNode(
        this AkkaConfigurationBuilder builder, WorkerNodeOptions options, WorkerToolbox toolbox, Func<IReadOnlyActorRegistry, IActorRef>? observer = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(toolbox);
        options.ThrowIfInvalid();
        return builder
            .AddHocon(WorkersConfiguration.Hocon, HoconAddMode.Append)
            .WithActors((system, registry) => registry.Register<WorkerNodeActor>(Start(system, registry, options, toolbox, WorkerNodeName, observer?.Invoke(registry))));
    }

    /// <summary>
    /// The workers of a node whose learner is in the same process, as one node for each thread of rollouts: there parameters travel by reference, so that more nodes cost
    /// nothing, and workers that compute side by side need not take turns with one node's mailbox.
    /// </summary>
    /// <param name="options">How they run, all together.</param>
    /// <param name="toolbox">What the workers are made of.</param>
    /// <param name="started">Is told the actor of each node.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static AkkaConfigurationBuilder WithWorkerNodesBesideLearner(
        this AkkaConfigurationBuilder builder, WorkerNodeOptions options, WorkerToolbox toolbox, Action<IActorRef> started)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(toolbox);
        ArgumentNullException.ThrowIfNull(started);
        options.ThrowIfInvalid();
        return builder
            .AddHocon(WorkersConfiguration.Hocon, HoconAddMode.Append)
            .WithActors((system, registry) =>
            {
                foreach (var (index, node) in options.SplitInto(WorkersConfiguration.RolloutThreads).Index())
                    started(Start(system, registry, node, toolbox, $"{WorkerNodeName}-{index + 1}", observer: null));
            });
    }

    /// <summary>An evaluator, registered under <see cref="EvaluatorKey"/>; add it before the learner that uses it.</summary>
    public static AkkaConfigurationBuilder WithEvaluator(this AkkaConfigurationBuilder builder, WorkerToolbox toolbox)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(toolbox);
        return builder
            .AddHocon(WorkersConfiguration.Hocon, HoconAddMode.Append)
            .WithActors((system, registry) => registry.Register<EvaluatorKey>(system.ActorOf(EvaluatorActor.Props(toolbox), EvaluatorName)));
    }

    private static IActorRef Start(
        ActorSystem system, IReadOnlyActorRegistry registry, WorkerNodeOptions options, WorkerToolbox toolbox, string name, IActorRef? observer) =>
        system.ActorOf(
            WorkerNodeActor.Props(options, registry.Get<LearnerKey>(), toolbox, observer).WithDispatcher(WorkersConfiguration.FollowUpDispatcher), name);
}

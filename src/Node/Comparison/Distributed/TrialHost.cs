using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>The actor system of one trial: learner, evaluator and worker node as <c>train</c> has them, and the delay between node and learner if there is one.</summary>
internal sealed class TrialHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly NodeHost _host;

    private TrialHost(NodeHost host, TaskCompletionSource<RunCompleted> completion)
    {
        _host = host;
        Completion = completion.Task;
        var fault = new InvalidOperationException("the actors did not start, or stopped before the run was over");
        host.Stopping.Register(() => completion.TrySetException(fault));
    }

    /// <summary>Completed by the learner's last word; faulted if the actors stop without one.</summary>
    public Task<RunCompleted> Completion { get; }

    /// <summary>Starts the actors. They train at once.</summary>
    /// <param name="learner">What to train and how.</param>
    /// <param name="witness">Sees each gradient that is applied.</param>
    /// <param name="toolbox">What the workers are made of.</param>
    /// <param name="staleness">Versions by which parameters come late to the workers; 0 for none.</param>
    /// <param name="log">Takes what the actors log.</param>
    /// <exception cref="Exception">They did not start.</exception>
    public static async Task<TrialHost> StartAsync(LearnerOptions learner, IRunWitness witness, WorkerToolbox toolbox, int staleness, ILoggerProvider log)
    {
        var completion = new TaskCompletionSource<RunCompleted>(TaskCreationOptions.RunContinuationsAsynchronously);
        var node = new WorkerNodeOptions { Node = "local", WorkerCount = learner.Training.Workers };
        return new TrialHost(await NodeHost.StartAsync(log, StopTimeout, Compose).ConfigureAwait(false), completion);

        void Compose(AkkaConfigurationBuilder akka) => akka
            .AddHocon(ProtocolConfiguration.Default, HoconAddMode.Append)
            .WithEvaluator(toolbox)
            .WithActors((system, registry) =>
            {
                var observer = system.ActorOf(TrialObserverActor.Props(completion), "observer");
                registry.Register<TrialObserverActor>(observer);
                var props = LearnerActor.Props(() => new LearnerStart(learner) { Witness = witness }, registry.Get<EvaluatorKey>(), observer);
                var actor = system.ActorOf(props.WithDispatcher(WorkersConfiguration.FollowUpDispatcher), LearnerHosting.ActorName);
                observer.Tell(new TrialObserverActor.Watch(actor));
                registry.Register<LearnerKey>(staleness == 0 ? actor : system.ActorOf(ParameterDelayActor.Props(actor, staleness), ParameterDelayActor.ActorName));
            })
            .WithWorkerNode(node, toolbox)
            .WithActors((_, registry) =>
            {
                foreach (var indispensable in new[] { registry.Get<LearnerKey>(), registry.Get<EvaluatorKey>(), registry.Get<WorkerNodeActor>() })
                    registry.Get<TrialObserverActor>().Tell(new TrialObserverActor.Watch(indispensable));
            });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

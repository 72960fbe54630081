using System.Net;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using ActorCritic.Distributed.Workers.Progress;
using Akka;
using Akka.Actor;
using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Carries out the command <c>worker</c>: a worker node that stays in the cluster until the run is over or the process is asked to leave.</summary>
/// <param name="catalogue">The environments that this machine knows.</param>
/// <param name="output">Where progress goes.</param>
/// <param name="errors">Where faults go, a line each.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class WorkerRunner(EnvironmentCatalogue catalogue, TextWriter output, TextWriter errors, TimeProvider timeProvider)
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Where a simulation interferes.</summary>
    internal ProcessSeams Seams { get; init; } = ProcessSeams.None;

    /// <summary>Trains to the end of the run.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Asks the process to leave the cluster.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(WorkerRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var view = new WorkerNodeView(output, request.Quiet, timeProvider);
        view.Say($"Looks for a learner through {string.Join(", ", request.Membership.Join)}; Ctrl-C leaves.");
        view.Say(request.Backend.Describe());
        foreach (var fault in request.Membership.Join.Select(address => address.FindFault([.. address.Spellings(Dns.GetHostAddresses)])).OfType<string>())
            view.Warn($"{fault}; this node goes on trying, in case that changes. Give an address with --join that others reach the learner under.");
        using var log = new RunLog(() => TextWriter.Null, Warn, timeProvider);
        var node = new ClusterNode(request.Membership with { Simulated = Seams.HasLine }, ClusterMembership.WorkerRole, log, Warn, Seams.Killed);
        try
        {
            var completed = await node.RunAsync<NodeCompleted>((akka, start, ended) => Compose(akka, request, start, view, ended), cancellation)
                .ConfigureAwait(false);
            return await new WorkerConclusion(view, errors).TellAsync(completed).ConfigureAwait(false);
        }
        catch (ClusterStartException exception)
        {
            await errors.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCodes.Failure;
        }
        catch (Exception exception)
        {
            // Nobody is left above who could do more about it than read a sentence.
            await errors.WriteLineAsync($"The worker node broke off: {RunLog.FirstLine(exception.Message).TrimEnd('.')}.").ConfigureAwait(false);
            return ExitCodes.Failure;
        }

        // Whoever leaves loses its learner, and need not be told.
        void Warn(string sentence)
        {
            if (!cancellation.IsCancellationRequested)
                view.Warn(sentence);
        }
    }

    private void Compose(
        AkkaConfigurationBuilder akka, WorkerRequest request, int start, WorkerNodeView view, TaskCompletionSource<NodeCompleted?> ended)
    {
        var options = new WorkerNodeOptions { Node = Seams.NameOf(start), WorkerCount = request.Workers };
        var toolbox = new WorkerToolbox(catalogue, network => Seams.AroundNetwork(request.Backend.Create(network)));
        view.BeginAgain();
        Seams.Compose(akka);
        akka
            .WithLearnerProxy()
            .WithActors((system, registry) => registry.Register<WorkerObserverActor>(system.ActorOf(
                WorkerObserverActor.Props(view, progress => Seams.Progressed(options.Node, progress), ended), "observer")))
            .WithWorkerNode(options, toolbox, registry => registry.Get<WorkerObserverActor>())
            .WithActors((system, registry) =>
            {
                var (node, observer) = (registry.Get<WorkerNodeActor>(), registry.Get<WorkerObserverActor>());
                observer.Tell(new WorkerObserverActor.Watch(node), ActorRefs.NoSender);

                // Before the process leaves the cluster, so that its last line has everything that it sent.
                CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceUnbind, "worker-node-leaves", () => LeaveAsync(node, observer));
            });
    }

    private static async Task<Done> LeaveAsync(IActorRef node, IActorRef observer)
    {
        try
        {
            await node.Ask<RunLeft>(LeaveRun.Instance, LeaveTimeout).ConfigureAwait(false);

            // The node has told it everything before: its answer comes when it has shown that.
            await observer.Ask<ActorIdentity>(new Identify(null), LeaveTimeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // A node that died has nothing to add.
        }

        return Done.Instance;
    }
}

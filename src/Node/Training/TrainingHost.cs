using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// Learner, evaluator and worker nodes in one process: the composition root of a run. The actors are the ones that run on many machines;
/// only their addresses are local here.
/// </summary>
internal sealed class TrainingHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly NodeHost _host;
    private readonly TaskCompletionSource<RunCompleted> _completion;

    private TrainingHost(NodeHost host, TaskCompletionSource<RunCompleted> completion)
    {
        _host = host;
        _completion = completion;

        // Akka.Hosting logs what keeps the actors from starting, or ends them early, and asks for the application's end; whoever waits must
        // hear of it. If it has already asked, this is called at once.
        var fault = new InvalidOperationException("the actors did not start, or stopped before the run was over");
        host.Stopping.Register(() => completion.TrySetException(fault));
    }

    /// <summary>Completed by the learner's last word; faulted if the actors stop without one.</summary>
    public Task<RunCompleted> Completion => _completion.Task;

    /// <summary>Starts the actors. They train at once.</summary>
    /// <param name="learner">What to train and how.</param>
    /// <param name="toolbox">What the workers are made of.</param>
    /// <param name="journal">Where the facts of the run go.</param>
    /// <param name="view">What a person sees.</param>
    /// <param name="log">Takes what the actors log.</param>
    /// <exception cref="InvalidOperationException">They did not start; the log says why.</exception>
    public static async Task<TrainingHost> StartAsync(
        LearnerOptions learner, WorkerToolbox toolbox, RunJournal journal, ITrainingView view, ILoggerProvider log)
    {
        var completion = new TaskCompletionSource<RunCompleted>(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = await NodeHost.StartAsync(log, StopTimeout, Compose).ConfigureAwait(false);
        return new TrainingHost(host, completion);

        void Compose(AkkaConfigurationBuilder akka)
        {
            var workers = new WorkerNodeOptions { Node = "local", WorkerCount = learner.Training.Workers };

            // Whichever node registers last: all workers are here, and a synchronous run begins with all of them.
            var options = learner.Training.Mode == TrainingMode.Sync ? learner with { StartWorkers = workers.WorkerCount } : learner;
            var nodes = new List<IActorRef>();
            akka
                .AddHocon(ProtocolConfiguration.Default, HoconAddMode.Append)
                .WithEvaluator(toolbox)
                .WithActors((system, registry) => registry.Register<RunObserverActor>(
                    system.ActorOf(RunObserverActor.Props(journal, view, completion), RunObserverActor.ActorName)))
                .WithLearner(options, registry => registry.Get<RunObserverActor>(), WorkersConfiguration.FollowUpDispatcher)
                .WithWorkerNodesBesideLearner(workers, toolbox, nodes.Add)
                .WithActors((_, registry) => registry.Get<RunObserverActor>().Tell(
                    new RunObserverActor.Observe(registry.Get<LearnerKey>(), [registry.Get<LearnerKey>(), registry.Get<EvaluatorKey>(), .. nodes]), ActorRefs.NoSender));
        }
    }

    /// <summary>Asks the learner how the run stands.</summary>
    /// <param name="timeout">How long the answer may take.</param>
    /// <exception cref="AskTimeoutException">No answer came.</exception>
    public Task<TrainingStatus> AskStatusAsync(TimeSpan timeout) => _host.Registry.Get<LearnerKey>().Ask<TrainingStatus>(GetTrainingStatus.Instance, timeout);

    /// <summary>Asks the learner to end the run and keep everything.</summary>
    public void RequestStop(string cause)
    {
        // Without a learner the run has failed already.
        if (_host.Registry.TryGet<LearnerKey>(out var learner))
            learner.Tell(new StopTraining(cause));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

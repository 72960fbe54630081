using Akka.Actor;
using Akka.Hosting;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// Learner, evaluator and one worker node in one process: the composition root of a run. The actors are the ones that run on many machines; only their
/// addresses are local here.
/// </summary>
internal sealed class TrainingHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    // The terminal belongs to the view and the log to its file; a run must end by the learner's word, not because the process got a signal.
    private const string Hocon = """
        akka {
          loglevel = INFO
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """;

    private readonly IHost _host;
    private readonly TaskCompletionSource<RunCompleted> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TrainingHost(
        LearnerOptions learner, WorkerNodeOptions node, WorkerToolbox toolbox, RunJournal journal, ITrainingView view, ILoggerProvider log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTimeout);
        builder.Logging.AddProvider(log);
        builder.Services.AddAkka("actorcritic", akka => akka
            .AddHocon(Hocon, HoconAddMode.Prepend)
            .AddHocon(ProtocolConfiguration.Default, HoconAddMode.Append)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithEvaluator(toolbox)
            .WithActors((system, registry) => registry.Register<RunObserverActor>(
                system.ActorOf(RunObserverActor.Props(journal, view, registry.Get<LearnerKey>, _completion), "observer")))
            .WithLearner(learner, registry => registry.Get<RunObserverActor>())
            .WithWorkerNode(node, toolbox));
        _host = builder.Build();
    }

    /// <summary>Completed by the learner's last word.</summary>
    public Task<RunCompleted> Completion => _completion.Task;

    public static async Task<TrainingHost> StartAsync(
        LearnerOptions learner, WorkerNodeOptions node, WorkerToolbox toolbox, RunJournal journal, ITrainingView view, ILoggerProvider log)
    {
        var host = new TrainingHost(learner, node, toolbox, journal, view, log);
        await host._host.StartAsync().ConfigureAwait(false);

        // Whatever ends the actor system early must not leave the caller waiting.
        _ = host._host.Services.GetRequiredService<ActorSystem>().WhenTerminated.ContinueWith(
            _ => host._completion.TrySetException(new InvalidOperationException("The actor system stopped before the run was over; run.log in the run folder says why.")),
            TaskScheduler.Default);
        return host;
    }

    /// <summary>Asks the learner to end the run and keep everything.</summary>
    public void RequestStop(string cause) =>
        _host.Services.GetRequiredService<IRequiredActor<LearnerKey>>().ActorRef.Tell(new StopTraining(cause));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

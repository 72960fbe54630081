using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// Learner, evaluator and one worker node in one process: the composition root of a run. The actors are the ones that run on many machines;
/// only their addresses are local here.
/// </summary>
internal sealed class TrainingHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    // The terminal belongs to the view and the log to its file; a run must end by the learner's word, not because the process got a signal.
    // When the actors are stopped everything is written: a worker whose environment does not return is not worth a long wait.
    private const string Hocon = """
        akka {
          loglevel = INFO
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.phases.actor-system-terminate.timeout = 2s
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
                system.ActorOf(RunObserverActor.Props(journal, view, _completion), "observer")))
            .WithLearner(learner, registry => registry.Get<RunObserverActor>())
            .WithWorkerNode(node, toolbox)
            .WithActors((_, registry) => registry.Get<RunObserverActor>().Tell(
                new RunObserverActor.Observe(registry.Get<LearnerKey>(), registry.Get<EvaluatorKey>(), registry.Get<WorkerNodeActor>()),
                ActorRefs.NoSender)));
        _host = builder.Build();
    }

    /// <summary>Completed by the learner's last word; faulted if the actors stop without one.</summary>
    public Task<RunCompleted> Completion => _completion.Task;

    /// <summary>Starts the actors. They train at once.</summary>
    /// <exception cref="InvalidOperationException">They did not start; the log says why.</exception>
    public static async Task<TrainingHost> StartAsync(
        LearnerOptions learner, WorkerNodeOptions node, WorkerToolbox toolbox, RunJournal journal, ITrainingView view, ILoggerProvider log)
    {
        var host = new TrainingHost(learner, node, toolbox, journal, view, log);
        try
        {
            await host._host.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            // What has not started cannot be stopped.
            host._host.Dispose();
            throw;
        }

        // Akka.Hosting logs what keeps the actors from starting, or ends them early, and asks for the application's end; whoever waits must
        // hear of it. If it has already asked, this is called at once.
        var fault = new InvalidOperationException("the actors did not start, or stopped before the run was over");
        var lifetime = host._host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopping.Register(() => host._completion.TrySetException(fault));
        return host;
    }

    /// <summary>Asks the learner to end the run and keep everything.</summary>
    public void RequestStop(string cause)
    {
        // Without a learner the run has failed already.
        if (ActorRegistry.For(_host.Services.GetRequiredService<ActorSystem>()).TryGet<LearnerKey>(out var learner))
            learner.Tell(new StopTraining(cause));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _host.StopAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or AggregateException)
        {
            // An environment whose step does not return keeps its worker's thread, and nothing can take it back. The files are written.
        }

        _host.Dispose();
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

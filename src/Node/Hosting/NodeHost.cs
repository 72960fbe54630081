using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Hosting;

/// <summary>One actor system in this process, from its start to its end. What lives in it is the caller's to compose.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    /// <summary>Name of the actor system; it is part of every address, so that all nodes must have the same.</summary>
    public const string SystemName = "actorcritic";

    // The terminal belongs to the view and the log to its file; a run must end by the learner's word, not because the process got a signal.
    // When the actors are stopped everything is written: a worker whose environment does not return is not worth a long wait.
    // A system that is terminated without being asked to leave is one that dies: simulations count on it.
    // No deadline here is shorter than a quarter of a second; a clock that ticks every 10 ms, as it does by default, takes a worker's core each time.
    private static readonly string Hocon = $$"""
        akka {
          loglevel = INFO
          stdout-loglevel = OFF
          stdout-logger-class = "{{typeof(SilentLogger).FullName}}, {{typeof(SilentLogger).Assembly.GetName().Name}}"
          log-dead-letters = off
          scheduler.tick-duration = 50ms
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.phases.actor-system-terminate.timeout = 2s
        }
        """;

    private readonly IHost _host;

    private NodeHost(ILoggerProvider log, TimeSpan stopTimeout, Action<AkkaConfigurationBuilder> compose)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = stopTimeout);
        builder.Logging.AddProvider(log);
        builder.Services.AddAkka(SystemName, akka =>
        {
            akka
                .AddHocon(Hocon, HoconAddMode.Prepend)
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                });
            compose(akka);
        });
        _host = builder.Build();
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>The actors that were registered.</summary>
    public IReadOnlyActorRegistry Registry => ActorRegistry.For(System);

    /// <summary>Cancelled when the actor system stops, asked to or not; if it has stopped already, registering calls back at once.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>Starts an actor system.</summary>
    /// <param name="log">Takes what the actors log.</param>
    /// <param name="stopTimeout">How long an orderly end may take.</param>
    /// <param name="compose">Says what lives in it; what it configures wins over the configuration here.</param>
    /// <exception cref="Exception">It did not start, for instance because its port is taken.</exception>
    public static async Task<NodeHost> StartAsync(ILoggerProvider log, TimeSpan stopTimeout, Action<AkkaConfigurationBuilder> compose)
    {
        var host = new NodeHost(log, stopTimeout, compose);
        try
        {
            // Made before it is hosted: Akka.Hosting writes what keeps it from starting to the terminal, in a hundred lines.
            _ = host.System;
            await host._host.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            // What has not started cannot be stopped.
            host._host.Dispose();
            throw;
        }

        return host;
    }

    /// <summary>Ends the actor system in an orderly way: a member of a cluster leaves it.</summary>
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

using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>Asks learner processes again and again how their run stands, from outside: it is no member of the cluster.</summary>
internal sealed class StatusWatch : IAsyncDisposable
{
    /// <summary>A process that stands still answers later than that.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private const string Hocon = """
        akka {
          actor.provider = remote
          remote {
            retry-gate-closed-for = 500ms
            dot-netty.tcp {
              hostname = "127.0.0.1"
              port = 0
            }
          }
        }
        """;

    private readonly NodeHost _host;

    private StatusWatch(NodeHost host) => _host = host;

    /// <summary>Starts to listen.</summary>
    public static async Task<StatusWatch> StartAsync() => new(await NodeHost.StartAsync(
        NullLoggerProvider.Instance, StopTimeout, akka => akka
            .AddHocon(Hocon, HoconAddMode.Prepend)
            .WithConnections(tls: null)
            .AddHocon(LineSetup.Hocon, HoconAddMode.Prepend)).ConfigureAwait(false));

    /// <summary>Asks all processes at once.</summary>
    /// <returns>The answers, the newest term last.</returns>
    public async Task<IReadOnlyList<TrainingStatus>> AskAsync(IEnumerable<NodeAddress> learners)
    {
        var answers = await Task.WhenAll(learners.Select(AskAsync)).ConfigureAwait(false);
        return [.. answers.OfType<TrainingStatus>().OrderBy(status => status.Term).ThenBy(status => status.Version)];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task<TrainingStatus?> AskAsync(NodeAddress address) =>
        _host.System.LearnerAt(address, LineSetup.Scheme).AskOrGiveUpAsync<TrainingStatus>(GetTrainingStatus.Instance, AnswerTimeout, CancellationToken.None);
}

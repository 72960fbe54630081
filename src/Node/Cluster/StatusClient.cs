using System.Net;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Asks a running cluster how its run stands, from outside: it is no member.</summary>
/// <param name="tls">Certificates, if the cluster uses TLS.</param>
/// <param name="log">Takes what goes wrong on the way.</param>
internal sealed class StatusClient(TlsOptions? tls, ILoggerProvider log)
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Of the addresses that a name stands for, so many are tried.</summary>
    private const int MostSpellings = 4;

    /// <summary>Looks a host name up.</summary>
    internal Func<string, IPAddress[]> Resolve { get; init; } = Dns.GetHostAddresses;

    /// <summary>Asks any node of the cluster; it passes the question on to the learner.</summary>
    /// <param name="address">The node.</param>
    /// <param name="timeout">How long to wait for an answer.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<StatusAnswer> AskAsync(NodeAddress address, TimeSpan timeout, CancellationToken cancellation)
    {
        var spellings = address.Spellings(Resolve).Take(MostSpellings).ToList();
        if (address.FindFault(spellings) is { } nameFault)
            return new StatusAnswer(Status: null, $"{nameFault}. Give the address of a learner or a worker as that one prints it.");

        // A node keeps only one connection of another and answers to one spelling, so that each is tried by an actor system of its own: all at once, for
        // whoever waits has given the time for an answer and not for a share of it.
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var attempts = spellings.Select(spelling => AskSpellingAsync(spelling, timeout, answered.Token)).ToList();
        var isUp = false;
        TrainingStatus? status = null;
        await foreach (var attempt in Task.WhenEach(attempts).ConfigureAwait(false))
        {
            var (answer, isSpellingUp) = await attempt.ConfigureAwait(false);
            isUp |= isSpellingUp;
            status ??= answer;
            if (status is not null)
                await answered.CancelAsync().ConfigureAwait(false);
        }

        if (status is not null)
            return new StatusAnswer(status, Fault: null);
        var seconds = FormattableString.Invariant($"{timeout.TotalSeconds:G} s");
        return new StatusAnswer(Status: null, isUp
            ? $"The node at {address} is up, but no learner answered it within {seconds}: there is none yet, or another is taking over. Try again."
            : $"Nobody answered at {address} within {seconds}. Give the address of a learner or a worker as that one prints it, and the same "
                + "certificates (--tls-…) if the cluster uses TLS.");
    }

    private async Task<(TrainingStatus? Status, bool IsUp)> AskSpellingAsync(NodeAddress spelling, TimeSpan timeout, CancellationToken cancellation)
    {
        var host = await NodeHost.StartAsync(log, StopTimeout, akka => akka
            .AddHocon(Configuration(spelling), HoconAddMode.Prepend)
            .WithConnections(tls)).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            var learner = host.System.LearnerAt(spelling, TlsTransport.ProtocolOf(tls));
            var identity = learner.AskOrGiveUpAsync<ActorIdentity>(new Identify(null), timeout, cancellation);
            var status = await learner.AskOrGiveUpAsync<TrainingStatus>(GetTrainingStatus.Instance, timeout, cancellation).ConfigureAwait(false);
            return (status, (await identity.ConfigureAwait(false))?.Subject is not null);
        }
    }

    private static string Configuration(NodeAddress address) => $$"""
        akka {
          actor.provider = remote
          remote.dot-netty.tcp {
            hostname = "{{LocalAddress.Towards(address.Host)}}"
            port = 0
          }
        }
        """;
}

/// <summary>What came of the question how a run stands.</summary>
/// <param name="Status">The answer; null if there was none.</param>
/// <param name="Fault">Why there was none, in one sentence; null if there was one.</param>
internal sealed record StatusAnswer(TrainingStatus? Status, string? Fault);

using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Puts the security of the connections into a process.</summary>
internal static class SecurityHosting
{
    /// <summary>Name of the actor that says on a node without TLS that others use it.</summary>
    private const string HintName = "tls-hint";

    /// <summary>Connects to other nodes over mutual TLS, or without TLS at all.</summary>
    /// <param name="options">Files without violations; null for no TLS.</param>
    /// <param name="timeProvider">The clock that certificates are compared with.</param>
    /// <param name="peers">Who has talked to this process without TLS before; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    internal static AkkaConfigurationBuilder WithTls(
        this AkkaConfigurationBuilder builder, TlsOptions? options, TimeProvider timeProvider, PlainPeers? peers = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (options is null)
            return builder.WithActors((system, _) => system.ActorOf(TlsHintActor.Props(peers ?? new PlainPeers()), HintName));
        foreach (var setup in TlsTransport.CreateSetups(options, timeProvider))
            builder.AddSetup(setup);
        return builder.AddHocon(TlsTransport.Hocon, HoconAddMode.Prepend);
    }
}

using Akka.Actor.Setup;
using Akka.Remote.Transport.DotNetty;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Akka.Remote over mutual TLS: both ends show a certificate, and both accept only those of the given authority.</summary>
public static class TlsTransport
{
    /// <summary>The configuration; without the setups an actor system refuses to start with it.</summary>
    public const string Hocon = """
        akka.remote.dot-netty.tcp.enable-ssl = true
        akka.remote.dot-netty.tcp.applied-adapters = ["tls-guard"]
        akka.remote.adapters.tls-guard = "ActorCritic.Distributed.Node.Security.TlsGuardProvider,actorcritic"
        """;

    /// <summary>The protocol in the address of every node of a cluster: "akka.ssl.tcp://actorcritic@host:port" with TLS.</summary>
    /// <param name="options">The files for TLS; null without TLS.</param>
    public static string ProtocolOf(TlsOptions? options) => options is null ? "akka.tcp" : "akka.ssl.tcp";

    /// <summary>What an actor system with <see cref="Hocon"/> needs besides; the certificates are read now.</summary>
    /// <param name="options">Files without violations.</param>
    /// <param name="timeProvider">The clock that certificates are compared with.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static IReadOnlyList<Setup> CreateSetups(TlsOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var violations = options.Violations(timeProvider.GetUtcNow());
        if (violations.Count > 0)
            throw new ArgumentException(string.Join(" ", violations), nameof(options));
        return CreateSetups(new PeerCheck(options.LoadCertificate(), options.LoadAuthority(), timeProvider));
    }

    /// <summary>The same for certificates that nobody has looked at.</summary>
    internal static IReadOnlyList<Setup> CreateSetups(PeerCheck check) =>
    [
        new DotNettySslSetup(check.Own, suppressValidation: false, requireMutualAuthentication: true, check.OnHandshake),
        new TlsGuardSetup(check),
    ];
}

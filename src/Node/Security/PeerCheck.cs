using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Looks at the certificate of whoever is at the other end of a connection, and at this node's own.</summary>
/// <remarks>Akka.Remote calls it on the threads of its sockets, for connections in both directions.</remarks>
internal sealed class PeerCheck(X509Certificate2 own, X509Certificate2 authority, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);

    /// <summary>This node's certificate with its key.</summary>
    public X509Certificate2 Own => own;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider => timeProvider;

    /// <summary>
    /// Whether <see cref="TlsGuard"/> stands between Akka and the sockets, and cuts the connections that this node has dialed and refuses.
    /// </summary>
    public bool IsGuarded { get; set; }

    /// <summary>Akka.Remote's callback.</summary>
    /// <returns>Whether the handshake may go on.</returns>
    public bool OnHandshake(X509Certificate2? certificate, X509Chain? chain, string remotePeer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        if (OwnFault() is { } ownFault)
            log.Warning("{0}", ownFault);
        if (Refusal(certificate, remotePeer) is not { } refusal)
            return true;
        log.Warning("{0}", refusal);

        // An address that was dialed is a URI, one that was accepted a socket's. If a handshake fails on a connection that was dialed,
        // Akka shuts its whole actor system down: one worker with an expired certificate would end the learner. So the handshake goes on,
        // and the guard cuts the connection before a single byte of Akka's has passed.
        if (!IsGuarded || !remotePeer.Contains("://", StringComparison.Ordinal))
            return false;
        _refusals[remotePeer] = refusal;
        return true;
    }

    /// <summary>Why a certificate is refused, in a sentence; null if it is accepted.</summary>
    /// <param name="certificate">What the other end has shown; null for nothing.</param>
    /// <param name="peer">The other end, as it is shown.</param>
    public string? Refusal(X509Certificate2? certificate, string peer)
    {
        if (certificate is null)
            return $"Refused {peer}: it has shown no certificate; start it with --tls-cert, --tls-key and --tls-ca.";
        return CertificateRules.Refusal(certificate, authority, timeProvider.GetUtcNow()) is { } refusal
            ? $"Refused {peer}: its certificate '{certificate.Subject}' {refusal}; the nodes of a cluster need valid certificates of one authority."
            : null;
    }

    /// <summary>What others will refuse this node for, in a sentence; null for nothing.</summary>
    public string? OwnFault() => CertificateRules.Refusal(own, authority, timeProvider.GetUtcNow()) is { } refusal
        ? $"This node's own certificate '{own.Subject}' {refusal}; other nodes refuse it: make a new one with actorcritic certificates create."
        : null;

    /// <summary>Forgets what was refused of an address, before it is dialed again.</summary>
    public void Forget(string dialed) => _refusals.TryRemove(dialed, out _);

    /// <summary>What was refused in the latest handshake with an address that this node has dialed; null if nothing was.</summary>
    public string? RefusalOf(string dialed) => _refusals.GetValueOrDefault(dialed);
}

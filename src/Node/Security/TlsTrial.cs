using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Finds out by a handshake on a connection of its own whether a node can be dialed.</summary>
internal sealed class TlsTrial(PeerCheck check)
{
    /// <summary>For connection and handshake together; a node on the other side of the world needs less than one second.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Connects, shakes hands and closes again.</summary>
    /// <returns>Why the node cannot be dialed, in a sentence; null if it can.</returns>
    public async Task<string?> FindFaultAsync(string host, int port)
    {
        var peer = $"{host}:{port}";
        string? refusal = null;
        using var deadline = new CancellationTokenSource(Deadline, check.TimeProvider);
        using var connection = new TcpClient();
        try
        {
            await connection.ConnectAsync(host, port, deadline.Token).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            return $"{peer} cannot be reached: {exception.Message}.";
        }
        catch (OperationCanceledException)
        {
            return FormattableString.Invariant($"{peer} cannot be reached: it does not answer within {Deadline.TotalSeconds} s.");
        }

        try
        {
            using var stream = new SslStream(connection.GetStream());
            await stream.AuthenticateAsClientAsync(Options(host, certificate => (refusal = check.Refusal(certificate, peer)) is null), deadline.Token)
                .ConfigureAwait(false);
            await stream.ShutdownAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return refusal
                ?? check.OwnFault()
                ?? $"{peer} ended the TLS handshake ({exception.Message}). Most likely it runs without TLS: "
                + "give it --tls-cert, --tls-key and --tls-ca too. Otherwise its log says why it refuses this node's certificate.";
        }
        catch (OperationCanceledException)
        {
            return FormattableString.Invariant($"{peer} does not answer the TLS handshake within {Deadline.TotalSeconds} s: it is paused, overloaded or no node.");
        }
    }

    private SslClientAuthenticationOptions Options(string host, Func<X509Certificate2?, bool> accepts) => new()
    {
        TargetHost = host,
        LocalCertificateSelectionCallback = (_, _, _, _, _) => check.Own,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => accepts(certificate as X509Certificate2),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };
}

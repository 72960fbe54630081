using System.Security.Cryptography.X509Certificates;
using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Node.Tests.Security;

/// <summary>Certificates for tests, made in memory.</summary>
internal static class Certificates
{
    public static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <summary>A node's certificate with its key.</summary>
    public static X509Certificate2 Issue(this CertificateAuthority authority, string node, DateTimeOffset from)
    {
        var (certificate, key) = authority.Issue(node, [], from, Year);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    /// <summary>What a node with a certificate of this authority compares others with.</summary>
    public static PeerCheck Check(this CertificateAuthority authority, string node) =>
        new(authority.Issue(node, TimeProvider.System.GetUtcNow()), authority.Certificate, TimeProvider.System);
}

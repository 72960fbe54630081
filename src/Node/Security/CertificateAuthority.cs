using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Issues the certificates by which the nodes of one cluster know each other: ECDSA on P-256 with SHA-256.</summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>Years for which a new authority is valid.</summary>
    public const int Years = 10;

    // A machine whose clock is a little behind must not refuse a certificate that was made a moment ago.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private readonly ECDsa _key;

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key) => (Certificate, _key) = (certificate, key);

    /// <summary>The authority's own certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate as PEM.</summary>
    public string CertificatePem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>The private key as PEM (PKCS#8, not encrypted).</summary>
    public string KeyPem => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>A new authority with a key of its own.</summary>
    /// <param name="now">The time from which it is valid; it ends <see cref="Years"/> years later.</param>
    public static CertificateAuthority Create(DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // The name alone must tell two authorities apart in a log.
        var mark = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=ActorCritic authority {mark}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var signed = request.CreateSelfSigned(now - ClockSkew, now.AddYears(Years));
        return new CertificateAuthority(X509CertificateLoader.LoadCertificate(signed.RawData), key);
    }

    /// <summary>Reads an authority that was made before.</summary>
    /// <param name="certificatePem">Its certificate.</param>
    /// <param name="keyPem">Its private key, not encrypted.</param>
    /// <param name="now">The time at which it is to issue.</param>
    /// <param name="authority">The authority, if it can issue certificates now.</param>
    /// <param name="fault">Otherwise what is wrong, to follow "the authority".</param>
    public static bool TryRead(
        string certificatePem,
        string keyPem,
        DateTimeOffset now,
        [NotNullWhen(true)] out CertificateAuthority? authority,
        [NotNullWhen(false)] out string? fault)
    {
        authority = null;
        X509Certificate2? certificate = null;
        var key = ECDsa.Create();
        try
        {
            certificate = X509Certificate2.CreateFromPem(certificatePem);
            key.ImportFromPem(keyPem);
            fault = FaultOf(certificate, key, now);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            fault = $"cannot be read: {exception.Message}";
        }

        if (fault is null)
        {
            authority = new CertificateAuthority(certificate!, key);
            return true;
        }

        certificate?.Dispose();
        key.Dispose();
        return false;
    }

    /// <summary>Issues a certificate for one node, with a key of its own.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="hosts">Names and addresses under which the node can be reached; may be empty, since nodes do not compare them.</param>
    /// <param name="now">The time from which it is valid.</param>
    /// <param name="lifetime">How long it is valid; not longer than the authority itself.</param>
    /// <returns>Certificate and private key (PKCS#8, not encrypted), each as PEM.</returns>
    /// <exception cref="ArgumentException">The certificate would outlive the authority.</exception>
    public (string CertificatePem, string KeyPem) Issue(string node, IEnumerable<string> hosts, DateTimeOffset now, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(node);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [.. CertificateRules.RequiredUsages.Select(usage => new Oid(usage.Identifier, usage.Name))], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(NamesOf(node, hosts));

        // 16 random bytes with the first bit clear: positive, and never the same twice (RFC 5280, section 4.1.2.2).
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        using var issued = request.Create(
            Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_key),
            Latest(now - ClockSkew, CertificateRules.Start(Certificate)),
            now + lifetime,
            serial);
        if (CertificateRules.End(issued) > CertificateRules.End(Certificate))
            throw new ArgumentException($"A certificate until {now + lifetime:u} would outlive the authority.", nameof(lifetime));
        return (issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    private static string? FaultOf(X509Certificate2 certificate, ECDsa key, DateTimeOffset now)
    {
        using var publicKey = certificate.GetECDsaPublicKey();
        if (publicKey is null || !publicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            return "has a key that does not belong to its certificate";
        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
            return "is no authority: its certificate may not issue others";
        return CertificateRules.TimeFault(certificate, now);
    }

    private static X509Extension NamesOf(string node, IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Prepend(node).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        return names.Build();
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

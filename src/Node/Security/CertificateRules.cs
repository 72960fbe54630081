using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Whether a certificate lets its bearer into the cluster.</summary>
/// <remarks>
/// The operating system's store of trusted authorities is not consulted: whoever buys a certificate from one of those is still a stranger
/// here. Host names are not compared either: any node may dial any other, by an address that nobody knew when the certificate was made.
/// What counts is the authority.
/// </remarks>
internal static class CertificateRules
{
    /// <summary>
    /// Extended key usages that a node's certificate must name (RFC 5280, section 4.2.1.12): a node dials others and is dialed by them.
    /// </summary>
    internal static readonly (string Identifier, string Name)[] RequiredUsages =
    [
        ("1.3.6.1.5.5.7.3.1", "server authentication"),
        ("1.3.6.1.5.5.7.3.2", "client authentication"),
    ];

    /// <summary>Why a certificate is refused.</summary>
    /// <param name="certificate">The certificate of a node.</param>
    /// <param name="authority">The certificate of the only authority that is trusted.</param>
    /// <param name="now">The time at which it is to be valid.</param>
    /// <returns>What is wrong, to follow "the certificate"; null if it is accepted.</returns>
    public static string? Refusal(X509Certificate2 certificate, X509Certificate2 authority, DateTimeOffset now)
    {
        // Time is looked at by hand and the chain built without it, so that each refusal has one cause, and the one that a person can mend.
        if (!ChainEndsIn(authority, certificate, out var status))
            return $"was issued by '{certificate.Issuer}', not by the authority '{authority.Subject}' (fingerprint {Fingerprint(authority)}): {status}";
        if (TimeFault(certificate, now) is { } fault)
            return fault;
        if (TimeFault(authority, now) is { } authorityFault)
            return $"was issued by the authority '{authority.Subject}', whose own certificate {authorityFault}";
        return UsageFault(certificate);
    }

    /// <summary>What is wrong with the time in which a certificate is valid, to follow "the certificate"; null for nothing.</summary>
    public static string? TimeFault(X509Certificate2 certificate, DateTimeOffset now) =>
        now > End(certificate) ? $"expired on {Shown(End(certificate))}"
        : now < Start(certificate) ? $"is not valid before {Shown(Start(certificate))}"
        : null;

    /// <summary>The first moment at which a certificate is valid.</summary>
    public static DateTimeOffset Start(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    /// <summary>The last moment at which a certificate is valid.</summary>
    public static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    /// <summary>A time as the sentences show it.</summary>
    public static string Shown(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>
    /// What tells two authorities of one name apart: the beginning of the SHA-256 of the certificate, as openssl shows it whole.
    /// </summary>
    public static string Fingerprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256)[..16];

    private static bool ChainEndsIn(X509Certificate2 authority, X509Certificate2 certificate, out string status)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        var built = chain.Build(certificate);
        status = string.Join(", ", chain.ChainStatus.Select(fault => fault.Status)
            .Where(fault => fault != X509ChainStatusFlags.NotTimeValid)
            .Distinct());
        return built;
    }

    private static string? UsageFault(X509Certificate2 certificate)
    {
        var named = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>())
            .Select(usage => usage.Value)
            .ToHashSet();
        var missing = RequiredUsages.Where(usage => !named.Contains(usage.Identifier)).Select(usage => usage.Name).ToList();
        return missing.Count == 0 ? null : $"is not made for {string.Join(" and ", missing)} (extended key usage)";
    }
}

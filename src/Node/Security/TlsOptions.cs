using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>The files by which a node proves who it is and knows the others. All three or none.</summary>
public sealed record TlsOptions
{
    /// <summary>The node's certificate, PEM (<c>--tls-cert</c>).</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The node's private key, PEM, not encrypted (<c>--tls-key</c>).</summary>
    public string? KeyFile { get; init; }

    /// <summary>The certificate of the authority that has issued the certificates of all nodes, PEM (<c>--tls-ca</c>).</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>What is wrong with the files, a sentence for each fault; empty if a node can start with them.</summary>
    /// <param name="now">The time at which the certificate is to be valid.</param>
    public IReadOnlyList<string> Violations(DateTimeOffset now)
    {
        var faults = new List<string>();
        var files = Files.Select(file => (file.Option, file.Path, Text: ReadText(file.Option, file.Path, faults))).ToArray();
        using var certificate = ReadCertificate(files[0].Option, files[0].Path, files[0].Text, faults);
        using var authority = ReadCertificate(files[2].Option, files[2].Path, files[2].Text, faults);
        if (certificate is not null && files[1].Text is { } keyPem && KeyFault(certificate, keyPem) is { } keyFault)
            faults.Add($"--tls-key '{KeyFile}' {keyFault}.");
        if (certificate is not null && authority is not null)
            AddChainFault(certificate, authority, now, faults);
        else if (certificate is not null && CertificateRules.TimeFault(certificate, now) is { } timeFault)
            faults.Add($"--tls-cert '{CertificateFile}' {timeFault}; {NewOne}.");
        return faults;
    }

    /// <summary>The node's certificate with its key.</summary>
    /// <exception cref="CryptographicException">The files have violations.</exception>
    internal X509Certificate2 LoadCertificate()
    {
        var certificate = X509Certificate2.CreateFromPemFile(CertificateFile!, KeyFile!);
        if (!OperatingSystem.IsWindows())
            return certificate;

        // Windows' TLS cannot use a key that lives in memory only.
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }

    /// <summary>The certificate of the authority.</summary>
    /// <exception cref="CryptographicException">The files have violations.</exception>
    internal X509Certificate2 LoadAuthority() => X509Certificate2.CreateFromPem(File.ReadAllText(AuthorityFile!));

    private const string NewOne = "make a new one with actorcritic certificates create";

    private (string Option, string? Path)[] Files => [("--tls-cert", CertificateFile), ("--tls-key", KeyFile), ("--tls-ca", AuthorityFile)];

    private string? ReadText(string option, string? path, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            var given = Files.Where(file => !string.IsNullOrWhiteSpace(file.Path)).Select(file => file.Option).ToList();
            faults.Add(given.Count == 0
                ? $"{option} is missing; TLS needs --tls-cert, --tls-key and --tls-ca."
                : $"{option} is missing; {string.Join(" and ", given)} cannot be used without it.");
            return null;
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(File.Exists(path)
                ? $"{option} '{path}' cannot be read: {exception.Message}"
                : $"{option} '{path}' does not exist; actorcritic certificates create makes such files.");
            return null;
        }
    }

    private static X509Certificate2? ReadCertificate(string option, string? path, string? pem, List<string> faults)
    {
        if (pem is null)
            return null;
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            faults.Add($"{option} '{path}' holds no certificate in PEM form: {exception.Message}");
            return null;
        }
    }

    private static string? KeyFault(X509Certificate2 certificate, string keyPem)
    {
        if (keyPem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
            return "is encrypted; give the key without a password, readable by the node's user only";
        try
        {
            using var complete = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), keyPem);
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return keyPem.Contains("PRIVATE KEY-----", StringComparison.Ordinal)
                ? "does not belong to the certificate of --tls-cert; give the key that was made with it"
                : "holds no private key in PEM form";
        }
    }

    private void AddChainFault(X509Certificate2 certificate, X509Certificate2 authority, DateTimeOffset now, List<string> faults)
    {
        if (CertificateRules.Refusal(certificate, authority, now) is not { } refusal)
            return;
        faults.Add($"--tls-cert '{CertificateFile}' {refusal}; {NewOne} --authority FOLDER, and give --tls-ca the authority.pem of that folder.");
        if (!refusal.StartsWith("was issued", StringComparison.Ordinal))
            return;

        // An expired certificate of another authority has two faults, and mending one would only show the other.
        if (CertificateRules.TimeFault(certificate, now) is { } timeFault)
            faults.Add($"--tls-cert '{CertificateFile}' {timeFault}; {NewOne}.");
    }
}

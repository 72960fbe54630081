using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Benchmarks.Cluster;

/// <summary>Certificates for one benchmark, in a folder that Dispose deletes.</summary>
internal sealed class BenchmarkCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorcritic-bench-").FullName;

    public BenchmarkCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = CertificateAuthority.Create(now);
        var node = authority.Issue("node", ["127.0.0.1"], now, TimeSpan.FromDays(1));
        Tls = new TlsOptions
        {
            AuthorityFile = Write("authority.pem", authority.CertificatePem),
            CertificateFile = Write("node.pem", node.CertificatePem),
            KeyFile = Write("node.key", node.KeyPem),
        };
    }

    public TlsOptions Tls { get; }

    /// <summary>The same as options of the program.</summary>
    public string[] Options => ["--tls-ca", Tls.AuthorityFile!, "--tls-cert", Tls.CertificateFile!, "--tls-key", Tls.KeyFile!];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string pem)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, pem);
        return path;
    }
}

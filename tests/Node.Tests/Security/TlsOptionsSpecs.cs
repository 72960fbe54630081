using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.Security;

public sealed class TlsOptionsSpecs : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _authority = CertificateAuthority.Create(Now);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Files_that_belong_together_have_no_violations() => Assert.Empty(Files().Violations(Now));

    [Fact]
    public void Files_of_other_programs_with_RSA_are_as_good()
    {
        using var authorityKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=company", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        using var authority = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        using var key = RSA.Create(2048);
        var nodeRequest = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        nodeRequest.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var node = nodeRequest.Create(authority, Now.AddDays(-1), Now.AddDays(1), [1]);
        var options = new TlsOptions
        {
            CertificateFile = Write("rsa.pem", node.ExportCertificatePem()),
            KeyFile = Write("rsa.key", key.ExportPkcs8PrivateKeyPem()),
            AuthorityFile = Write("rsa-authority.pem", authority.ExportCertificatePem()),
        };

        Assert.Empty(options.Violations(Now));
        Assert.True(options.LoadCertificate().HasPrivateKey);
    }

    [Fact]
    public void One_file_without_the_others_is_named_with_what_is_missing() => Assert.Equal(
        ["--tls-key is missing; --tls-cert cannot be used without it.", "--tls-ca is missing; --tls-cert cannot be used without it."],
        (Files() with { KeyFile = null, AuthorityFile = " " }).Violations(Now));

    [Fact]
    public void Missing_files_are_all_named()
    {
        var options = new TlsOptions { CertificateFile = _folder.In("a.pem"), KeyFile = _folder.In("a.key"), AuthorityFile = _folder.In("ca.pem") };

        Assert.Equal(
            [
                $"--tls-cert '{options.CertificateFile}' does not exist; actorcritic certificates create makes such files.",
                $"--tls-key '{options.KeyFile}' does not exist; actorcritic certificates create makes such files.",
                $"--tls-ca '{options.AuthorityFile}' does not exist; actorcritic certificates create makes such files.",
            ],
            options.Violations(Now));
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        var other = _authority.Issue("other", [], Now, Certificates.Year);

        Assert.Equal(
            [$"--tls-key '{_folder.In("node.key")}' does not belong to the certificate of --tls-cert; give the key that was made with it."],
            Files(key: other.KeyPem).Violations(Now));
    }

    [Fact]
    public void A_file_that_holds_something_else_is_refused()
    {
        var faults = Files(certificate: "hello", key: "hello", authority: "hello").Violations(Now);

        Assert.Equal(2, faults.Count);
        Assert.StartsWith($"--tls-cert '{_folder.In("node.pem")}' holds no certificate in PEM form: ", faults[0], StringComparison.Ordinal);
        Assert.StartsWith($"--tls-ca '{_folder.In("authority.pem")}' holds no certificate in PEM form: ", faults[1], StringComparison.Ordinal);
        Assert.Equal([$"--tls-key '{_folder.In("node.key")}' holds no private key in PEM form."], Files(key: "hello").Violations(Now));
    }

    [Fact]
    public void An_encrypted_key_is_refused_with_the_remedy()
    {
        using var key = ECDsa.Create();
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));

        var fault = Assert.Single(Files(key: encrypted).Violations(Now));

        Assert.Contains("is encrypted; give the key without a password", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(366, "expired on 2027-03-14 12:00 UTC")]
    [InlineData(-1, "is not valid before 2026-03-14 11:00 UTC")]
    public void A_certificate_is_refused_outside_its_time(int days, string fault) =>
        Assert.StartsWith($"--tls-cert '{_folder.In("node.pem")}' {fault}; ", Assert.Single(Files().Violations(Now.AddDays(days))), StringComparison.Ordinal);

    [Fact]
    public void A_certificate_of_another_authority_is_refused_and_both_are_named()
    {
        using var other = CertificateAuthority.Create(Now);

        var fault = Assert.Single(Files(authority: other.CertificatePem).Violations(Now));

        Assert.Contains($"was issued by '{_authority.Certificate.Subject}', not by the authority '{other.Certificate.Subject}'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_faults_come_at_once()
    {
        using var other = CertificateAuthority.Create(Now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var faults = Files(key: key.ExportPkcs8PrivateKeyPem(), authority: other.CertificatePem).Violations(Now.AddYears(2));

        Assert.Equal(3, faults.Count);
        Assert.Contains(faults, fault => fault.Contains("does not belong", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("was issued by", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("expired on", StringComparison.Ordinal));
    }

    /// <remarks>Else whoever has a certificate for something else from the same authority would be a node.</remarks>
    [Fact]
    public void A_certificate_that_is_not_made_for_both_ends_of_a_connection_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=web", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signer = X509Certificate2.CreateFromPem(_authority.CertificatePem, _authority.KeyPem);
        using var certificate = request.Create(signer, Now, Now.AddDays(1), [1]);

        Assert.Equal("is not made for client authentication (extended key usage)", CertificateRules.Refusal(certificate, _authority.Certificate, Now));
    }

    /// <remarks>An authority that has expired must not go on by the certificates it has issued.</remarks>
    [Fact]
    public void A_certificate_of_an_expired_authority_is_refused()
    {
        using var certificate = _authority.Issue("node", Now);
        using var old = CertificateAuthority.Create(Now.AddYears(-CertificateAuthority.Years));

        using var late = old.Issue("late", Now.AddYears(-1));

        Assert.Null(CertificateRules.Refusal(certificate, _authority.Certificate, Now));
        Assert.Null(CertificateRules.Refusal(late, old.Certificate, Now.AddHours(-2)));
        Assert.Contains("expired on", CertificateRules.Refusal(late, old.Certificate, Now.AddDays(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void No_authority_issues_what_outlives_it() =>
        Assert.Throws<ArgumentException>(() => _authority.Issue("node", [], Now, TimeSpan.FromDays(365 * 11)));

    private TlsOptions Files(string? certificate = null, string? key = null, string? authority = null)
    {
        var issued = _authority.Issue("node", [], Now, Certificates.Year);
        return new TlsOptions
        {
            CertificateFile = Write("node.pem", certificate ?? issued.CertificatePem),
            KeyFile = Write("node.key", key ?? issued.KeyPem),
            AuthorityFile = Write("authority.pem", authority ?? _authority.CertificatePem),
        };
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.In(name), text);
        return _folder.In(name);
    }
}

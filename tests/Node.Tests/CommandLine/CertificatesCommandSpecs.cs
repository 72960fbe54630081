using System.Security.Cryptography.X509Certificates;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public sealed class CertificatesCommandSpecs : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string Authority => _folder.In("tls");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_files_it_makes_are_those_it_tells_to_start_the_node_with()
    {
        var run = await CreateAsync("learner");

        Assert.Equal(
            [FileOf("authority.key"), FileOf("authority.pem"), FileOf("learner.key"), FileOf("learner.pem")],
            Directory.GetFiles(Authority).Order(StringComparer.Ordinal));
        Assert.Equal($"start the node with --tls-cert {FileOf("learner.pem")} --tls-key {FileOf("learner.key")} --tls-ca {FileOf("authority.pem")}", run.Output[^1]);
        Assert.Contains(run.Output, line => line.Contains("valid until 2027-03-14 12:00 UTC", StringComparison.Ordinal));
        Assert.Empty(Options("learner").Violations(Now.AddDays(364)));
        Assert.Single(Options("learner").Violations(Now.AddDays(366)));
    }

    [Fact]
    public async Task Nodes_made_one_after_the_other_have_one_authority()
    {
        await CreateAsync("learner");
        var authority = File.ReadAllText(FileOf("authority.pem"));
        var run = await CreateAsync("worker-1");

        Assert.Equal(authority, File.ReadAllText(FileOf("authority.pem")));
        Assert.StartsWith("used the authority", run.Output[0], StringComparison.Ordinal);
        Assert.Empty(Options("learner").Violations(Now));
        Assert.Empty(Options("worker-1").Violations(Now));
    }

    [Fact]
    public async Task Private_keys_can_be_read_by_their_owner_only()
    {
        await CreateAsync("learner");

        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf("authority.key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf("learner.key")));
    }

    [Fact]
    public async Task Hosts_and_days_are_what_the_command_line_says()
    {
        await CreateAsync("learner", "--days", "30", "--host", "learner.example.org", "--host", "10.0.0.7");

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(FileOf("learner.pem"));
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["learner", "learner.example.org"], names.EnumerateDnsNames());
        Assert.Equal(["10.0.0.7"], names.EnumerateIPAddresses().Select(address => address.ToString()));
        Assert.Equal(Now.AddDays(30), CertificateRules.End(certificate));
    }

    [Fact]
    public async Task Existing_files_are_replaced_only_by_force()
    {
        await CreateAsync("learner");
        var key = File.ReadAllText(FileOf("learner.key"));
        var authority = File.ReadAllText(FileOf("authority.key"));

        var refused = Assert.Single(await new CommandLineRun().RefusalAsync(Words("learner")));
        Assert.Contains("--force", refused, StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllText(FileOf("learner.key")));

        await CreateAsync("learner", "--force");
        Assert.NotEqual(key, File.ReadAllText(FileOf("learner.key")));
        Assert.Equal(authority, File.ReadAllText(FileOf("authority.key")));
        Assert.Empty(Options("learner").Violations(Now));
    }

    [Theory]
    [InlineData("../learner")]
    [InlineData("learner/1")]
    [InlineData("_learner")]
    [InlineData("learner.")]
    [InlineData("a..b")]
    [InlineData("lear ner")]
    [InlineData("Lernér")]
    [InlineData("authority")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public async Task A_name_that_no_file_or_host_can_have_is_refused(string node)
    {
        var fault = Assert.Single(await new CommandLineRun().RefusalAsync("certificates", "create", "--authority", Authority, "--node", node));

        Assert.StartsWith("--node ", fault, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Authority));
    }

    [Fact]
    public async Task All_faults_of_a_command_line_come_at_once() => Assert.Equal(
        [
            "--days is '0'; it must be a whole number, 1 … 3650.",
            "There is no option '--hots'; the nearest is '--host'.",
            "--authority is missing: give the folder of the authority, new or used before.",
            "--node is missing: give the node a name, such as learner or worker-1.",
        ],
        await new CommandLineRun().RefusalAsync("certificates", "create", "--days", "0", "--hots", "a"));

    [Fact]
    public async Task Without_what_to_do_the_help_page_comes_as_an_error()
    {
        var page = await new CommandLineRun().RefusalAsync("certificates");

        Assert.Contains("Usage: actorcritic certificates create [options]", page);
    }

    [Fact]
    public async Task An_authority_that_has_expired_issues_nothing()
    {
        Make(CertificateAuthority.Create(Now.AddYears(-11)));

        Assert.Contains("expired on 2025-03-14", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_with_the_key_of_another_issues_nothing()
    {
        Make(CertificateAuthority.Create(Now));
        using var other = CertificateAuthority.Create(Now);
        File.WriteAllText(FileOf("authority.key"), other.KeyPem);

        Assert.Contains("has a key that does not belong to its certificate", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_a_node_is_no_authority()
    {
        using var authority = CertificateAuthority.Create(Now);
        var (certificate, key) = authority.Issue("learner", [], Now, TimeSpan.FromDays(1));
        Directory.CreateDirectory(Authority);
        File.WriteAllText(FileOf("authority.pem"), certificate);
        File.WriteAllText(FileOf("authority.key"), key);

        Assert.Contains("may not issue others", await FailureAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authority.pem")]
    [InlineData("authority.key")]
    public async Task Half_an_authority_is_not_replaced_by_a_new_one(string lost)
    {
        Make(CertificateAuthority.Create(Now));
        File.Delete(FileOf(lost));

        Assert.Contains($"no '{FileOf(lost)}'", await FailureAsync(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Authority));
    }

    [Fact]
    public async Task A_certificate_cannot_outlive_its_authority()
    {
        Make(CertificateAuthority.Create(Now.AddYears(-10).AddDays(20)));

        var fault = Assert.Single(await new CommandLineRun { TimeProvider = new FixedTimeProvider(Now) }.RefusalAsync(Words("learner")));

        Assert.Contains("give at most 20", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_line()
    {
        File.WriteAllText(Authority, "a file where the folder is to be");

        Assert.StartsWith($"The certificates cannot be written to '{Authority}': ", await FailureAsync(), StringComparison.Ordinal);
    }

    private async Task<CommandLineRun> CreateAsync(string node, params string[] more)
    {
        var run = new CommandLineRun { TimeProvider = new FixedTimeProvider(Now) };
        var exitCode = await run.InvokeAsync([.. Words(node), .. more]);
        Assert.Empty(run.Errors);
        Assert.Equal(ExitCodes.Success, exitCode);
        return run;
    }

    private async Task<string> FailureAsync()
    {
        var run = new CommandLineRun { TimeProvider = new FixedTimeProvider(Now) };
        Assert.Equal(ExitCodes.Failure, await run.InvokeAsync(Words("learner")));
        Assert.Empty(run.Output);
        return Assert.Single(run.Errors);
    }

    private void Make(CertificateAuthority authority)
    {
        using (authority)
        {
            Directory.CreateDirectory(Authority);
            File.WriteAllText(FileOf("authority.pem"), authority.CertificatePem);
            File.WriteAllText(FileOf("authority.key"), authority.KeyPem);
        }
    }

    private string[] Words(string node) => ["certificates", "create", "--authority", Authority, "--node", node];

    private string FileOf(string name) => Path.Combine(Authority, name);

    private TlsOptions Options(string node) => new()
    {
        CertificateFile = FileOf($"{node}.pem"),
        KeyFile = FileOf($"{node}.key"),
        AuthorityFile = FileOf("authority.pem"),
    };
}

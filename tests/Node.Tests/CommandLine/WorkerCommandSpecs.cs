using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public sealed class WorkerCommandSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandLineRun _run = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_that_a_worker_needs_is_whom_to_join()
    {
        var request = await WorkAsync("--join", "127.0.0.1:4100");

        Assert.Equal([new NodeAddress("127.0.0.1", 4100)], request.Membership.Join);
        Assert.Equal((2, false, PolicyBackend.Auto), (request.Workers, request.Quiet, request.Backend));

        // From here the learner is reached, so from there this node can be.
        Assert.Equal(("127.0.0.1", null, 0), (request.Membership.Host, request.Membership.Bind, request.Membership.Port));
        Assert.Null(request.Membership.Tls);
        Assert.Empty(_run.Errors);
    }

    [Fact]
    public async Task Options_say_where_it_listens_and_how_much_it_does()
    {
        var request = await WorkAsync(
            "--join", "127.0.0.1,127.0.0.1:4100,127.0.0.1:4053", "--workers", "8", "--host", "localhost", "--bind", "127.0.0.2", "--port", "4200", "--backend", "torch", "--quiet");

        Assert.Equal([new NodeAddress("127.0.0.1", 4053), new NodeAddress("127.0.0.1", 4100)], request.Membership.Join);
        Assert.Equal((8, true, PolicyBackend.Torch), (request.Workers, request.Quiet, request.Backend));
        Assert.Equal(("localhost", "127.0.0.2", 4200), (request.Membership.Host, request.Membership.Bind, request.Membership.Port));
    }

    [Theory]
    [InlineData("", "worker needs the address of a learner: --join HOST:PORT.")]
    [InlineData("--workers 2", "worker needs the address of a learner: --join HOST:PORT.")]
    [InlineData("--join a:x", "--join is 'a:x'; it must be HOST:PORT, several separated by commas; without :PORT it is 4053.")]
    [InlineData("--join 127.0.0.1 --workers 0", "--workers is '0'; it must be a whole number, 1 … 1024.")]
    [InlineData("--join 127.0.0.1 --port 65536", "--port is '65536'; it must be a whole number, 0 … 65535.")]
    [InlineData("--join 127.0.0.1 --lr 1", "There is no option '--lr'; the nearest is '--port'.")]
    [InlineData("--join 127.0.0.1 --tls-cert a.pem --tls-key a.key", "--tls-ca is missing; --tls-cert and --tls-key cannot be used without it.")]
    public async Task What_is_missing_or_wrong_is_refused(string words, string line)
    {
        Assert.Contains(line, await _run.RefusalAsync(["worker", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        Assert.Empty(_run.WorkerRequests);
    }

    [Theory]
    [InlineData("--host 10.0.0.7", "10.0.0.7")]
    [InlineData("--host 127.0.0.1 --bind 0.0.0.0", "0.0.0.0")]
    [InlineData("--host worker-3", "worker-3")]
    public async Task Listening_where_others_can_reach_it_without_TLS_is_warned_of_in_one_line(string words, string host)
    {
        await WorkAsync(["--join", "127.0.0.1", .. words.Split(' ')]);

        Assert.Equal([ListeningWarning.WithoutTls(host)!], _run.Errors);
    }

    [Theory]
    [InlineData("--host 127.0.0.1")]
    [InlineData("--host worker-3 --bind 127.0.0.1")]
    public async Task Listening_on_loopback_is_not(string words)
    {
        await WorkAsync(["--join", "127.0.0.1", .. words.Split(' ')]);

        Assert.Empty(_run.Errors);
    }

    [Fact]
    public async Task With_TLS_the_files_reach_the_node_and_there_is_nothing_to_warn_of()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = CertificateAuthority.Create(now);
        var (certificate, key) = authority.Issue("worker-3", [], now, TimeSpan.FromDays(1));
        var files = new TlsOptions
        {
            CertificateFile = Write("worker-3.pem", certificate),
            KeyFile = Write("worker-3.key", key),
            AuthorityFile = Write("authority.pem", authority.CertificatePem),
        };

        var request = await WorkAsync(
            "--join", "127.0.0.1", "--host", "10.0.0.7", "--tls-cert", files.CertificateFile!, "--tls-key", files.KeyFile!, "--tls-ca", files.AuthorityFile!);

        Assert.Equal(files, request.Membership.Tls);
        Assert.Empty(_run.Errors);
    }

    private async Task<WorkerRequest> WorkAsync(params string[] options)
    {
        Assert.Equal(CommandLineRun.TrainingAnswer, await _run.InvokeAsync(["worker", .. options]));
        return Assert.Single(_run.WorkerRequests);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.In(name), text);
        return _folder.In(name);
    }
}

using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>Who gets into a run whose processes were given certificates.</summary>
public sealed class TlsProcessSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly ProgramProcesses _processes = new(output);

    public void Dispose() => _processes.Dispose();

    [Fact]
    public async Task A_worker_process_with_a_certificate_trains_and_one_without_stays_out_and_says_why()
    {
        var learner = _processes.Learner("learner", ["--port", "0", .. await CertificateAsync("learner"), .. ProgramProcesses.Endless]);
        var address = await ProgramProcesses.AddressAsync(learner);
        var certificate = await CertificateAsync("worker");
        var worker = _processes.Start("worker", ["worker", "--host", "127.0.0.1", "--workers", "1", "--join", address, .. certificate]);
        await worker.SaysAsync("^Takes part in learner");

        var stranger = _processes.Worker("stranger", address);
        await stranger.SaysAsync(
            $"^warning: {Regex.Escape(address)} closed the connection before it said anything. Most likely it accepts only nodes with TLS: ");

        _processes.StatusOptions = certificate;
        var meanwhile = await _processes.StatusAsync(address, "gradients are applied", status => status.Version > 0);
        var later = await _processes.StatusAsync(address, "training goes on", status => status.Version > meanwhile.Version);
        Assert.Equal([worker.Node], later.Nodes);
        Assert.DoesNotContain(stranger.Lines, line => line.StartsWith("Takes part", StringComparison.Ordinal));

        // Nor is anybody told how the run stands who shows no certificate.
        var curious = _processes.Start("status without certificate", ["status", "--connect", address, "--timeout", "3"]);
        Assert.Equal(1, await curious.ExitCodeAsync());
    }

    /// <summary>Makes a certificate of the test's own authority.</summary>
    /// <returns>The options with which a process shows it.</returns>
    private async Task<string[]> CertificateAsync(string node)
    {
        var made = _processes.Start($"certificate of {node}", ["certificates", "create", "--authority", "tls", "--node", node]);
        Assert.Equal(0, await made.ExitCodeAsync());
        return ["--tls-cert", $"tls/{node}.pem", "--tls-key", $"tls/{node}.key", "--tls-ca", "tls/authority.pem"];
    }
}

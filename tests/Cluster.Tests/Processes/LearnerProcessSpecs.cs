using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>What becomes of a run when its learner process goes.</summary>
public sealed class LearnerProcessSpecs(ITestOutputHelper output) : IDisposable
{
    private const int ReplicateEvery = 50;

    /// <summary>Long enough for both workers to come back to another learner before one alone has ended the run.</summary>
    private const int LateEnd = 1_200_000;

    private const string TookOver = @"^The learner of first-[0-9a-f]{6} is in this process now: it goes on from version (?<version>[\d,]+) \((?<steps>[\d,]+) steps\), in term (?<term>\d+)\.$";

    private readonly ProgramProcesses _processes = new(output);

    public void Dispose() => _processes.Dispose();

    [UnixFact]
    public async Task A_standby_takes_over_from_a_learner_process_that_kill_9_has_ended()
    {
        var (first, second, workers) = await StartWithStandbyAsync();
        var before = await first.ReachesVersionAsync(ReplicateEvery + 1);

        first.Kill();

        var takeover = await second.SaysAsync(TookOver);
        var version = ProgramProcess.Number(takeover, "version");
        Assert.InRange(version, before - ReplicateEvery, long.MaxValue);
        Assert.Equal(version * ProgramProcesses.StepsPerVersion, ProgramProcess.Number(takeover, "steps"));
        Assert.Equal("2", takeover.Groups["term"].Value);
        var totals = await EndSolvedAsync(second, "second", workers);

        // Gradients that the first learner applied and the second did not know of were applied in vain: no more than was promised.
        var applied = totals.Sum(node => node.Applied);
        var finalVersion = _processes.Summary("second").GetProperty("version").GetInt64();
        Assert.InRange(finalVersion, applied - ReplicateEvery, applied + totals.Sum(node => node.Lost));
    }

    [UnixFact]
    public async Task A_learner_process_that_is_asked_to_leave_hands_its_run_over_without_losing_a_version()
    {
        var (first, second, workers) = await StartWithStandbyAsync();
        await first.ReachesVersionAsync(1);

        first.Terminate();

        var left = await first.SaysAsync(@"^This process has left the cluster at version (?<version>[\d,]+) of first-[0-9a-f]{6}\.");
        var takeover = await second.SaysAsync(TookOver);
        Assert.Equal(ProgramProcess.Number(left, "version"), ProgramProcess.Number(takeover, "version"));
        Assert.Equal(130, await first.ExitCodeAsync());
        var totals = await EndSolvedAsync(second, "second", workers);

        // Nothing that was applied is lost; an answer may be.
        var finalVersion = _processes.Summary("second").GetProperty("version").GetInt64();
        Assert.InRange(finalVersion, totals.Sum(node => node.Applied), totals.Sum(node => node.Applied + node.Lost));
    }

    [UnixFact]
    public async Task A_learner_process_without_a_standby_goes_on_from_its_checkpoint_and_its_workers_with_it()
    {
        var port = FreePort.Next();
        var address = $"127.0.0.1:{port}";

        var first = _processes.Learner("first", ["--port", $"{port}", "--checkpoint-every", "1", .. ProgramProcesses.SolvableFrom(LateEnd)]);
        ProgramProcess[] workers = [_processes.Worker("worker 1", address), _processes.Worker("worker 2", address)];
        foreach (var worker in workers)
            await worker.SaysAsync("^Takes part in first-[0-9a-f]{6} .* term 1, version ");
        await _processes.CheckpointAsync("first");

        first.Kill();
        await first.ExitCodeAsync();
        var second = _processes.Start("second", ["learner", "--host", "127.0.0.1", "--port", $"{port}", "--resume", "first"]);

        var resumption = await second.SaysAsync(TookOver);
        Assert.InRange(ProgramProcess.Number(resumption, "version"), 1, long.MaxValue);
        Assert.Equal("2", resumption.Groups["term"].Value);
        foreach (var worker in workers)
            await worker.SaysAsync("^Takes part in first-[0-9a-f]{6} .* term 2, version ");
        await EndSolvedAsync(second, "first", workers);
    }

    private async Task<(ProgramProcess First, ProgramProcess Second, ProgramProcess[] Workers)> StartWithStandbyAsync()
    {
        string[] replication = ["--replicate-every", $"{ReplicateEvery}"];
        var first = _processes.Learner("first", ["--port", "0", .. replication, .. ProgramProcesses.SolvableFrom(LateEnd)]);
        var address = await ProgramProcesses.AddressAsync(first);
        var second = _processes.Learner("second", ["--port", "0", "--join", address, .. replication]);
        var secondAddress = await ProgramProcesses.AddressAsync(second);
        await _processes.StatusAsync(address, "a process stands by", status => status.StandbysInSync.Length == 1);

        // Only now, so that the run is not over before there is somebody to take it over.
        ProgramProcess[] workers = [_processes.Worker("worker 1", address, secondAddress), _processes.Worker("worker 2", address, secondAddress)];
        foreach (var worker in workers)
            await worker.SaysAsync("^Takes part in first-[0-9a-f]{6} .* term 1, version ");
        return (first, second, workers);
    }

    private async Task<WorkerTotals[]> EndSolvedAsync(ProgramProcess learner, string folder, ProgramProcess[] workers)
    {
        Assert.Equal(0, await learner.ExitCodeAsync());
        foreach (var worker in workers)
            Assert.Equal(0, await worker.ExitCodeAsync());

        var summary = _processes.Summary(folder);
        Assert.Equal("solved", summary.GetProperty("outcome").GetString());
        var version = summary.GetProperty("version").GetInt64();
        Assert.Equal(version * ProgramProcesses.StepsPerVersion, summary.GetProperty("environment_steps").GetInt64());
        Assert.Equal(version, summary.GetProperty("staleness").GetProperty("histogram").EnumerateArray().Sum(count => count.GetInt64()));
        var totals = await Task.WhenAll(workers.Select(ProgramProcesses.TotalsAsync));
        Assert.All(totals, node => Assert.Equal(node.Sent, node.Applied + node.Rejected + node.Lost));
        return totals;
    }
}

using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>What becomes of a run when worker processes come and go.</summary>
public sealed class WorkerProcessSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly ProgramProcesses _processes = new(output);

    public void Dispose() => _processes.Dispose();

    [UnixFact]
    public async Task A_learner_and_two_workers_solve_their_environment_and_every_gradient_is_accounted_for()
    {
        var learner = _processes.Learner("learner", ["--port", "0", .. ProgramProcesses.Solvable]);
        var address = await ProgramProcesses.AddressAsync(learner);
        ProgramProcess[] workers = [_processes.Worker("worker 1", address), _processes.Worker("worker 2", address)];

        Assert.Equal(0, await learner.ExitCodeAsync());
        foreach (var worker in workers)
            Assert.Equal(0, await worker.ExitCodeAsync());

        var summary = _processes.Summary("learner");
        Assert.Equal("solved", summary.GetProperty("outcome").GetString());
        var version = summary.GetProperty("version").GetInt64();
        Assert.Equal(version * ProgramProcesses.StepsPerVersion, summary.GetProperty("environment_steps").GetInt64());
        Assert.Equal(version, summary.GetProperty("staleness").GetProperty("histogram").EnumerateArray().Sum(count => count.GetInt64()));

        var totals = await Task.WhenAll(workers.Select(ProgramProcesses.TotalsAsync));
        Assert.All(totals, node => Assert.Equal(node.Sent, node.Applied + node.Rejected + node.Lost));
        Assert.All(totals, node => Assert.Equal(node.Sent * ProgramProcesses.StepsPerVersion, node.Steps));
        Assert.All(totals, node => Assert.True(node.Applied > 0, "Both workers take part."));

        // The run ends with one gradient of each worker still on its way: those count as lost, or as applied if the answer came.
        Assert.InRange(version, totals.Sum(node => node.Applied), totals.Sum(node => node.Applied) + workers.Length);
        Assert.Equal(0, summary.GetProperty("gradients_lost").GetInt64());
    }

    [UnixFact]
    public async Task The_loss_of_a_worker_process_to_kill_9_is_noticed_and_the_run_ends_solved_without_it()
    {
        var learner = _processes.Learner("learner", ["--port", "0", .. ProgramProcesses.Solvable]);
        var address = await ProgramProcesses.AddressAsync(learner);
        var survivor = _processes.Worker("survivor", address);
        var victim = _processes.Worker("victim", address);
        await victim.SaysAsync("^Takes part in learner");
        await learner.SaysAsync(@"workers 0: .*, 1: ");

        victim.Kill();

        Assert.Equal(0, await learner.ExitCodeAsync());
        Assert.Equal(0, await survivor.ExitCodeAsync());
        await survivor.SaysAsync("^The run is over. Solved");
        var summary = _processes.Summary("learner");
        Assert.Equal("solved", summary.GetProperty("outcome").GetString());
        Assert.Equal(
            summary.GetProperty("version").GetInt64() * ProgramProcesses.StepsPerVersion, summary.GetProperty("environment_steps").GetInt64());
    }

    [UnixFact]
    public async Task A_worker_process_that_kill_9_has_ended_is_gone_from_the_status_and_training_goes_on_with_the_other()
    {
        var learner = _processes.Learner("learner", ["--port", "0", .. ProgramProcesses.Endless]);
        var address = await ProgramProcesses.AddressAsync(learner);
        var survivor = _processes.Worker("survivor", address);
        var victim = _processes.Worker("victim", address);
        var both = await _processes.StatusAsync(address, "two nodes take part", status => status.Nodes.Length == 2);
        Assert.Equal(new HashSet<string> { survivor.Node, victim.Node }, [.. both.Nodes]);

        victim.Kill();

        var left = await _processes.StatusAsync(address, "the dead node is gone", status => !status.Nodes.Contains(victim.Node));
        Assert.Equal([survivor.Node], left.Nodes);
        var later = await _processes.StatusAsync(address, "training goes on", status => status.Version > left.Version);
        Assert.Equal([survivor.Node], later.Nodes);
        Assert.Equal((both.Run, both.Term, "training"), (later.Run, later.Term, later.Phase));
    }

    [UnixFact]
    public async Task A_worker_process_that_is_asked_to_leave_is_gone_from_the_status_and_ends_with_success()
    {
        var learner = _processes.Learner("learner", ["--port", "0", .. ProgramProcesses.Endless]);
        var address = await ProgramProcesses.AddressAsync(learner);
        var leaver = _processes.Worker("leaver", address);
        var stayer = _processes.Worker("stayer", address);
        await leaver.SaysAsync("^Takes part in learner");
        await stayer.SaysAsync("^Takes part in learner");
        var both = await _processes.StatusAsync(address, "two nodes take part", status => status.Nodes.Length == 2);
        Assert.Matches("^learner-[0-9a-f]{6}$", both.Run);
        Assert.Equal((1, "training"), (both.Term, both.Phase));

        leaver.Terminate();

        Assert.Equal(0, await leaver.ExitCodeAsync());
        await leaver.SaysAsync("^This node has left the cluster; the run goes on without it.");
        var totals = await ProgramProcesses.TotalsAsync(leaver);
        Assert.Equal(totals.Sent, totals.Applied + totals.Rejected + totals.Lost);
        var left = await _processes.StatusAsync(address, "one node takes part", status => status.Nodes.Length == 1);
        Assert.Subset(both.Nodes.ToHashSet(), left.Nodes.ToHashSet());
        await _processes.StatusAsync(address, "training goes on", status => status.Version > left.Version);
    }

    [UnixFact]
    public async Task A_worker_process_may_be_started_before_its_learner()
    {
        var port = FreePort.Next();
        var address = $"127.0.0.1:{port}";
        var worker = _processes.Worker("worker", address);
        await worker.SaysAsync("^Looks for a learner through");

        var learner = _processes.Learner("learner", ["--port", $"{port}", .. ProgramProcesses.Solvable]);
        await worker.SaysAsync("^Takes part in learner");
        using var status = ProgramProcess.Start("status", _processes.Folder, ["status", "--connect", address]);

        Assert.Equal(0, await status.ExitCodeAsync());
        await status.SaysAsync("^run          learner-[0-9a-f]{6}: CartPole-v1, seed ");
        await status.SaysAsync("^node         ");
        Assert.Equal(0, await learner.ExitCodeAsync());
        Assert.Equal(0, await worker.ExitCodeAsync());
    }

    [UnixFact]
    public async Task A_policy_of_ten_megabytes_trains_without_a_lost_gradient_or_an_unreachable_node()
    {
        const int gradients = 60;
        var budget = $"{gradients * ProgramProcesses.StepsPerVersion}";
        var learner = _processes.Learner(
            "learner",
            ["--port", "0", .. ProgramProcesses.CartPole, "--hidden-sizes", "1580,1580", "--max-steps", budget, "--evaluation-interval", budget, "--evaluation-episodes", "1"]);
        var address = await ProgramProcesses.AddressAsync(learner);
        var worker = _processes.Worker("worker", address);
        await using var own = OwnWorker.Start(address, output);

        // Solved or not: so many steps may do.
        Assert.True(await learner.ExitCodeAsync() is 0 or 3);
        Assert.Equal(0, await worker.ExitCodeAsync());
        Assert.Equal(0, await own.ExitCodeAsync());

        // The worker node of the test sees its own marks and those that reach it by gossip, the learner's log has the rest: whom the learner finds
        // unreachable, which Akka writes in capitals where it means it, and that anybody but itself is found so.
        Assert.Empty(own.Unreachable);
        var log = File.ReadLines(Path.Combine(_processes.Folder, "learner", "run.log")).ToArray();
        Assert.DoesNotContain(log, line => line.Contains("UNREACHABLE", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains("The cluster is not whole", StringComparison.Ordinal));

        var summary = _processes.Summary("learner");
        Assert.Equal(gradients, summary.GetProperty("version").GetInt64());
        Assert.Equal(0, summary.GetProperty("gradients_lost").GetInt64());
        WorkerTotals[] totals = [await ProgramProcesses.TotalsAsync(worker), own.Totals];
        Assert.All(totals, node => Assert.True(node.Applied > 0, "Both workers take part."));

        // The one that is on its way when the budget is used up.
        Assert.All(totals, node => Assert.InRange(node.Rejected + node.Lost, 0, 1));

        // The parameters alone, and so every gradient, are a hundred times what a frame holds.
        Assert.InRange(new FileInfo(Path.Combine(_processes.Folder, "learner", "policy.safetensors")).Length, 10_000_000, long.MaxValue);
    }
}

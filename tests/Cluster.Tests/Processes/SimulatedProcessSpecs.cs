using System.Text.Json;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>Simulations whose nodes are processes.</summary>
public sealed class SimulatedProcessSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly ProgramProcesses _processes = new(output);

    public void Dispose() => _processes.Dispose();

    [UnixFact]
    public async Task A_learner_process_that_is_killed_without_a_standby_goes_on_with_its_run_and_the_report_says_what_that_cost()
    {
        var simulation = _processes.Start(
            "simulation",
            [
                "simulate", "--processes", "--nodes", "1", "--standbys", "0", "--seed", "3", "--no-stop", "--max-steps", "600000", "--out", "simulation",
                "--fault", "kill:learner@60000+1s", "--fault", "pause:worker-1@200000+500ms",
            ]);

        Assert.Equal(0, await simulation.ExitCodeAsync());
        await simulation.SaysAsync("^All in all: .* 1 takeover; 2 terms; solved\\.$");
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_processes.Folder, "simulation", "simulation.json")));
        var terms = report.RootElement.GetProperty("terms").EnumerateArray().ToArray();
        Assert.Equal([1, 2], terms.Select(term => term.GetProperty("term").GetInt64()));
        Assert.Single(terms.Select(term => term.GetProperty("run").GetString()).Distinct());
        Assert.Equal(0, report.RootElement.GetProperty("faults")[0].GetProperty("note").GetString()!.Length);
        Assert.True(report.RootElement.GetProperty("faults")[0].GetProperty("cost").GetProperty("seconds_without_progress").GetDouble() > 1);
    }

    [UnixFact]
    public async Task A_worker_process_that_is_cut_off_late_or_sends_no_numbers_costs_what_the_report_says_and_the_run_is_solved()
    {
        var simulation = _processes.Start(
            "simulation",
            [
                "simulate", "--processes", "--nodes", "2", "--standbys", "0", "--seed", "3", "--no-stop", "--max-steps", "600000", "--out", "simulation",
                "--fault", "nan:worker-1@20000+500ms", "--fault", "delay:worker-2@60000+500ms=20ms", "--fault", "cut:worker-1@100000+1s",
            ]);

        Assert.Equal(0, await simulation.ExitCodeAsync());
        await simulation.SaysAsync("^All in all: .*; solved\\.$");
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_processes.Folder, "simulation", "simulation.json")));
        Assert.All(report.RootElement.GetProperty("faults").EnumerateArray(), fault => Assert.Equal("", fault.GetProperty("note").GetString()));
        Assert.True(report.RootElement.GetProperty("total").GetProperty("gradients_rejected").GetProperty("non_finite").GetInt64() > 0);
    }

    /// <summary>Nothing is asked of the one that is killed: its processes see that it is gone.</summary>
    [UnixFact]
    public async Task No_process_outlives_the_simulation_that_has_started_it()
    {
        var simulation = _processes.Start(
            "simulation", ["simulate", "--processes", "--nodes", "1", "--standbys", "0", "--no-stop", "--max-steps", "1000000000", "--out", "simulation"]);
        await simulation.SaysAsync("workers 0: ");
        var log = Path.Combine(_processes.Folder, "simulation", "learner.log");
        var listening = File.ReadLines(log).First(line => line.StartsWith("Listening on", StringComparison.Ordinal));
        var port = int.Parse(listening.Split([':', ';'])[1], System.Globalization.CultureInfo.InvariantCulture);

        simulation.Kill();
        await simulation.ExitCodeAsync();

        // The learner's port is free again once its process has gone.
        await using var next = new PortWait(port);
        await next.FreeAsync();
    }

    private sealed class PortWait(int port) : IAsyncDisposable
    {
        private System.Net.Sockets.TcpListener? _listener;

        public async Task FreeAsync()
        {
            var deadline = Deadline.After(ProgramProcess.Patience);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (_listener is null)
            {
                Assert.True(deadline.Left > TimeSpan.Zero, $"Port {port} is still taken.");
                var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                try
                {
                    listener.Start();
                    _listener = listener;
                }
                catch (System.Net.Sockets.SocketException)
                {
                    listener.Dispose();
                    await timer.WaitForNextTickAsync();
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            _listener?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

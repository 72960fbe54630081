using System.Diagnostics;
using System.Globalization;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Benchmarks.Cluster;

/// <summary>
/// What it costs to train over the network: environment steps per second of one process with all workers, and of a learner process with two worker processes
/// over loopback, one after the other in each round. What is slow at first (compilation, joining) is left out: the first half of each run.
/// </summary>
internal static class ProcessesBenchmark
{
    private const int WorkerProcesses = 2;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(15);

    public static async Task<int> RunAsync(long steps, int rounds, int workersPerProcess, bool tls, IReadOnlyList<string> trainOptions, TextWriter output)
    {
        using var certificates = tls ? new BenchmarkCertificates() : null;

        // Every process chooses its backend for itself, so that one that was asked for has to be said to each.
        var backendAt = trainOptions.ToList().IndexOf("--backend");
        string[] security = certificates?.Options ?? [];
        string[] worker = [.. security, .. backendAt < 0 ? [] : trainOptions.Skip(backendAt).Take(2), "--workers", Number(workersPerProcess)];
        string[] run = [.. trainOptions, "--seed", "1", "--max-steps", steps.ToString(CultureInfo.InvariantCulture), "--no-stop"];
        var ratios = new List<double>();
        var (one, several) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            one.Add(await OneProcessAsync([.. run, "--workers", Number(WorkerProcesses * workersPerProcess)]));
            several.Add(await SeveralProcessesAsync([.. run, .. security], worker));
            ratios.Add(several[^1] / one[^1]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: {one[^1]:N0} steps/s in one process, {several[^1]:N0} over the network, {ratios[^1]:P0}"));
        }

        output.WriteLine();
        foreach (var line in TextTable.Lines(
        [
            ["", "median", "quartile 1", "quartile 3", "best", "worst"],
            Cells("one process, steps/s", one, "N0"),
            Cells($"learner and {WorkerProcesses} workers", several, "N0"),
            Cells("ratio", ratios, "P0"),
        ]))
        {
            output.WriteLine(line);
        }

        return 0;
    }

    private static async Task<double> OneProcessAsync(string[] options)
    {
        using var train = BenchmarkProgram.Start("train", options);
        await train.FinishAsync(Timeout);
        return SecondHalf(train.MetricsFile);
    }

    private static async Task<double> SeveralProcessesAsync(string[] options, string[] workerOptions)
    {
        var port = Number(FreePort());
        using var learner = BenchmarkProgram.Start("learner", [.. options, "--host", "127.0.0.1", "--port", port]);
        var nodes = new List<Process>();
        try
        {
            for (var i = 0; i < WorkerProcesses; i++)
                nodes.Add(StartWorker(["--join", $"127.0.0.1:{port}", "--host", "127.0.0.1", "--quiet", .. workerOptions]));
            await learner.FinishAsync(Timeout);
            return SecondHalf(learner.MetricsFile);
        }
        finally
        {
            foreach (var node in nodes)
            {
                // The end of the run ends them too; a moment for that.
                if (!node.WaitForExit(TimeSpan.FromSeconds(10)))
                    node.Kill();
                node.Dispose();
            }
        }
    }

    private static string[] Cells(string name, IEnumerable<double> sample, string format)
    {
        var spread = Spread.Of(sample);
        return
        [
            name,
            .. new[] { spread.Median, spread.LowerQuartile, spread.UpperQuartile, spread.Greatest, spread.Least }
                .Select(value => value.ToString(format, CultureInfo.InvariantCulture)),
        ];
    }

    private static Process StartWorker(string[] options) =>
        Process.Start(new ProcessStartInfo(BenchmarkProgram.Words[0], [.. BenchmarkProgram.Words.Skip(1), "worker", .. options]))
        ?? throw new InvalidOperationException("The worker did not start.");

    /// <summary>Environment steps per second of the second half of the run.</summary>
    private static double SecondHalf(string metricsFile)
    {
        var rows = MetricsCsv.Read(metricsFile);
        var middle = rows.First(row => row.EnvironmentSteps >= rows[^1].EnvironmentSteps / 2);
        return (rows[^1].EnvironmentSteps - middle.EnvironmentSteps) / (rows[^1].WallSeconds - middle.WallSeconds);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Benchmarks.Memory;

/// <summary>
/// Resident memory of the trainer's process, read from outside once a second and set beside the environment steps that its metrics.csv says were done by then.
/// </summary>
internal static class MemoryBenchmark
{
    private const long WarmUpSteps = 1_000_000;
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(2);

    public static async Task<int> RunAsync(long steps, IReadOnlyList<string> trainOptions, TextWriter output)
    {
        var samples = new List<(long Steps, long Bytes)>();
        using var process = BenchmarkProgram.Start(
            "train", [.. trainOptions, "--seed", "1", "--max-steps", (WarmUpSteps + steps).ToString(CultureInfo.InvariantCulture), "--no-stop"]);
        while (!process.WaitForExit(SampleInterval))
        {
            var bytes = process.ResidentBytes;
            var done = File.Exists(process.MetricsFile) ? LastStep(process.MetricsFile) : 0;
            if (bytes > 0)
                samples.Add((done, bytes));
        }

        await process.FinishAsync(Timeout);
        // What comes after the last step, the picture above all, is no growth of training.
        var after = samples.Where(sample => sample.Steps >= WarmUpSteps && sample.Steps < WarmUpSteps + steps).ToArray();
        if (after.Length < 2)
        {
            output.WriteLine("Too few samples after the first million steps; give more --steps.");
            return 1;
        }

        // A tenth of the samples at either end, so that one collection more or less does not decide.
        var window = Math.Max(1, after.Length / 10);
        var first = after.Take(window).Average(sample => sample.Bytes);
        var last = after.TakeLast(window).Average(sample => sample.Bytes);
        output.WriteLine("steps,resident_mb");
        foreach (var (done, bytes) in after.Where((_, i) => i % Math.Max(1, after.Length / 20) == 0))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done},{bytes / 1e6:F1}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"resident {first / 1e6:F1} MB after {after[0].Steps:N0} steps, {last / 1e6:F1} MB after {after[^1].Steps:N0} steps: {(last / first - 1) * 100:+0.0;-0.0} %; at most {samples.Max(sample => sample.Bytes) / 1e6:F1} MB, files and picture included"));
        return 0;
    }

    private static long LastStep(string metricsFile)
    {
        var rows = MetricsCsv.Read(metricsFile);
        return rows.Count == 0 ? 0 : rows[^1].EnvironmentSteps;
    }
}

using System.Globalization;

namespace ActorCritic.Distributed.Benchmarks.EndToEnd;

/// <summary>Environment steps per second of the whole trainer: rollouts, gradients, learner, evaluations and files.</summary>
internal static class ThroughputBenchmark
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    public static int Run(long steps, int repeats, IReadOnlyList<string> trainOptions, TextWriter output)
    {
        var results = new List<TrainResult>();
        for (var i = 0; i < repeats; i++)
        {
            using var process = TrainProcess.Start(
                "train", [.. trainOptions, "--seed", (i + 1).ToString(CultureInfo.InvariantCulture), "--max-steps", steps.ToString(CultureInfo.InvariantCulture), "--no-stop"]);
            results.Add(process.Finish(Timeout));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {i + 1}: {results[^1].Summary.StepsPerSecond:N0} steps/s over {results[^1].Summary.EnvironmentSteps:N0} steps, staleness mean {results[^1].Summary.Staleness.Mean:F2} max {results[^1].Summary.Staleness.Max}"));
        }

        output.WriteLine();
        output.WriteLine(Spread.Header);
        output.WriteLine(new Spread(results.Select(result => result.Summary.StepsPerSecond)).Row("environment steps/s", "N0", highIsGood: true));
        output.WriteLine(new Spread(results.Select(result => result.Summary.Version / result.Summary.WallSeconds)).Row("gradients/s", "N0", highIsGood: true));
        output.WriteLine(new Spread(results.Select(result => result.Summary.Staleness.Mean)).Row("staleness mean", "F2"));
        return 0;
    }
}

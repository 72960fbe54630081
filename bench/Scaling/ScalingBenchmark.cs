using System.Globalization;
using ActorCritic.Distributed.Node.Benchmarking;

namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>
/// What a second worker is worth, in turn with what it would be worth without actors (<see cref="SharedLoop"/>): two threads that share parameters pass them from core to
/// core and wait for each other's step, whatever is built around them.
/// </summary>
/// <remarks>
/// Each is a process that is started once and stands still while it is not its turn. Turns are short, so that a machine whose speed drifts drifts for all of them alike, and there
/// are many of them; each round begins with another.
/// </remarks>
internal static class ScalingBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(IReadOnlyList<RolloutShape> shapes, long evaluationInterval, int rounds, TimeSpan turn, TextWriter output, CancellationToken cancellation)
    {
        if (rounds < 2 || turn <= TimeSpan.Zero)
        {
            output.WriteLine($"--rounds is {rounds} and --seconds {turn.TotalSeconds}; the one must be at least 2, the other above 0.");
            return 2;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Million environment steps per second by 1 and 2 workers, and what the second is worth: means of {rounds} turns of {turn.TotalSeconds} s each, with standard errors."));
        foreach (var shape in shapes)
        {
            if (await MeasureAsync(shape, evaluationInterval, rounds, turn, cancellation).ConfigureAwait(false) is not { } contenders)
                return 130;
            output.WriteLine($"{shape} trainer {Text(contenders[0], contenders[1])}   no actors {Text(contenders[2], contenders[3])}");
        }

        return 0;
    }

    /// <summary>One and two workers of the trainer, then without actors; null if it was broken off.</summary>
    private static async Task<List<double>[]?> MeasureAsync(RolloutShape shape, long evaluationInterval, int rounds, TimeSpan turn, CancellationToken cancellation)
    {
        var contenders = new List<ContenderProcess>();
        try
        {
            foreach (var (withActors, workers) in new[] { (true, 1), (true, 2), (false, 1), (false, 2) })
                contenders.Add(await ContenderProcess.StartAsync(withActors, workers, shape, evaluationInterval, WarmUp).ConfigureAwait(false));
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < contenders.Count; i++)
                {
                    if (cancellation.IsCancellationRequested)
                        return null;
                    await contenders[(round + i) % contenders.Count].TakeTurnAsync(turn).ConfigureAwait(false);
                }
            }

            return [.. contenders.Select(contender => contender.Rates)];
        }
        finally
        {
            foreach (var contender in contenders)
                contender.Dispose();
        }
    }

    private static string Text(List<double> one, List<double> two)
    {
        var ratio = RatioOfMeans.Of(two, one);
        return string.Create(CultureInfo.InvariantCulture, $"{one.Average() / 1e6:F2} -> {two.Average() / 1e6:F2} ({ratio.Value:F2} ± {ratio.StandardError:F2} times)");
    }
}

using System.Globalization;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Presets;

namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>
/// What a second worker is worth, in turn with what it would be worth without actors (<see cref="SharedLoop"/>): two threads that share parameters pass them from core to
/// core and wait for each other's step, whatever is built around them.
/// </summary>
internal static class ScalingBenchmark
{
    private static readonly RolloutShape[] Shapes = [new(8, 16), new(16, 32), new(32, 32)];

    public static async Task<int> RunAsync(int rounds, TimeSpan duration, TextWriter output)
    {
        if (rounds < 1 || duration <= TimeSpan.Zero)
        {
            output.WriteLine($"--rounds is {rounds} and --seconds {duration.TotalSeconds}; both must be above 0.");
            return 2;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Million environment steps per second by 1 and 2 workers, and what the second is worth; {rounds} rounds of {duration.TotalSeconds} s each."));
        var environments = EnvironmentCatalogue.CreateDefault();
        var general = PresetCatalogue.Load().DefaultsFor(new TrainingOptions().Environment);
        var measurement = new ThroughputMeasurement(RequestOf(general, environments, duration), environments, TimeProvider.System, output.WriteLine);
        foreach (var shape in Shapes)
        {
            var (trainer, loop) = (new Pairs(), new Pairs());
            for (var round = 0; round < rounds; round++)
            {
                var training = general with { EnvironmentsPerWorker = shape.Environments, RolloutLength = shape.Length };
                loop.Add(await LoopAsync(1).ConfigureAwait(false), await LoopAsync(2).ConfigureAwait(false));
                trainer.Add(await TrainAsync(1).ConfigureAwait(false), await TrainAsync(2).ConfigureAwait(false));
                output.WriteLine($"  {shape} trainer {trainer.Last}   no actors {loop.Last}");

                Task<double> LoopAsync(int threads) => SharedLoop.MeasureAsync(training, environments, threads, duration);

                async Task<double> TrainAsync(int workers) =>
                    (await measurement.MeasureAsync(PolicyBackend.Simd, workers, shape, CancellationToken.None).ConfigureAwait(false)).StepsPerSecond;
            }

            output.WriteLine($"{shape} trainer {trainer}   no actors {loop}");
        }

        return 0;
    }

    private static BenchmarkRequest RequestOf(TrainingOptions training, EnvironmentCatalogue environments, TimeSpan duration) => new()
    {
        Options = training,
        Environment = environments.Find(training.Environment),
        Backends = [PolicyBackend.Simd],
        Workers = [1, 2],
        Shapes = Shapes,
        Duration = duration,
        EvaluationInterval = 1_000_000,
        Seeds = 0,
    };

    /// <summary>Rates of one worker and of two, measured one after the other.</summary>
    private sealed class Pairs
    {
        private readonly List<(double One, double Two)> _rates = [];

        public string Last => Text(_rates[^1].One, _rates[^1].Two, _rates[^1].Two / _rates[^1].One);

        public void Add(double one, double two) => _rates.Add((one, two));

        /// <summary>Medians.</summary>
        public override string ToString() => Text(
            Quantile.Median(_rates.Select(rate => rate.One)), Quantile.Median(_rates.Select(rate => rate.Two)), Quantile.Median(_rates.Select(rate => rate.Two / rate.One)));

        private static string Text(double one, double two, double ratio) => string.Create(CultureInfo.InvariantCulture, $"{one / 1e6:F2} -> {two / 1e6:F2} ({ratio:F2} times)");
    }
}

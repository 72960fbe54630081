using System.Globalization;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Presets;

namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>What trains in a process of its own, takes turns with others and says how far it is: the child's side of <see cref="ContenderProcess"/>.</summary>
internal static class Contender
{
    /// <summary>Trains and answers every line of its input with the seconds and environment steps so far, until its input ends.</summary>
    /// <param name="withActors">The trainer; else the same work without actors (<see cref="SharedLoop"/>).</param>
    /// <param name="workers">≥ 1.</param>
    /// <param name="shape">Of a rollout.</param>
    /// <param name="evaluationInterval">Environment steps between two evaluations of the trainer.</param>
    public static async Task<int> RunAsync(bool withActors, int workers, RolloutShape shape, long evaluationInterval)
    {
        // It is the one that started it who ends it, and Ctrl-C goes to both.
        Console.CancelKeyPress += (_, key) => key.Cancel = true;
        var environments = EnvironmentCatalogue.CreateDefault();
        var options = PresetCatalogue.Load().DefaultsFor(new TrainingOptions().Environment) with
        {
            Workers = workers,
            EnvironmentsPerWorker = shape.Environments,
            RolloutLength = shape.Length,
            EvaluationInterval = evaluationInterval,
        };
        if (!withActors)
        {
            var loop = new SharedLoop(options, environments);
            loop.Start();
            await AnswerAsync(loop.Count).ConfigureAwait(false);
            return 0;
        }

        var run = await BenchmarkTraining.StartAsync(
            options, environments.Find(options.Environment), environments, PolicyBackend.Simd, TimeProvider.System, Console.Error.WriteLine).ConfigureAwait(false);
        await using (run.ConfigureAwait(false))
        {
            await AnswerAsync(() =>
            {
                var status = run.AskStatusAsync().GetAwaiter().GetResult();
                return (status.ElapsedSeconds, status.EnvironmentSteps);
            }).ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Answers each line of the input, until it ends.</summary>
    /// <remarks>On a thread of its own: one of the pool that waits for a line would be missing to the trainer.</remarks>
    private static Task AnswerAsync(Func<(double Seconds, long Steps)> count) => Task.Factory.StartNew(
        () =>
        {
            while (Console.ReadLine() is not null)
            {
                var (seconds, steps) = count();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R} {steps}"));
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}

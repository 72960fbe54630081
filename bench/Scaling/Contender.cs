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
            await AnswerAsync(() => Task.FromResult(loop.Count())).ConfigureAwait(false);
            return 0;
        }

        var run = await BenchmarkTraining.StartAsync(
            options, environments.Find(options.Environment), environments, PolicyBackend.Simd, TimeProvider.System, Console.Error.WriteLine).ConfigureAwait(false);
        await using (run.ConfigureAwait(false))
        {
            await AnswerAsync(async () =>
            {
                var status = await run.AskStatusAsync().ConfigureAwait(false);
                return (status.ElapsedSeconds, status.EnvironmentSteps);
            }).ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task AnswerAsync(Func<Task<(double Seconds, long Steps)>> count)
    {
        while (Console.ReadLine() is not null)
        {
            var (seconds, steps) = await count().ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R} {steps}"));
        }
    }
}

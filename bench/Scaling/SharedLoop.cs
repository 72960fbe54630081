using System.Diagnostics;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>
/// The work of A3C and nothing else (Mnih et al. 2016, algorithm S3): each thread plays a rollout with the newest parameters, takes a lock, applies its gradient and plays the
/// next. No actor, no message, no statistics, no evaluation, no file, and no check of a gradient.
/// </summary>
internal static class SharedLoop
{
    /// <summary>Environment steps per second.</summary>
    /// <param name="training">What is trained and how, with the shape of a rollout.</param>
    /// <param name="environments">Where the environment is found.</param>
    /// <param name="threads">≥ 1.</param>
    /// <param name="duration">How long is counted, after a quarter of it to warm up.</param>
    public static async Task<double> MeasureAsync(TrainingOptions training, EnvironmentCatalogue environments, int threads, TimeSpan duration)
    {
        var network = training.NetworkFor(environments.Find(training.Environment));
        var layout = ParameterLayout.Of(network);
        var seeds = new SeedSequence(training.Seed);
        var parameters = new SharedParameters(
            ParameterInitialization.Create(layout, training.Initialization, seeds.CreateGenerator(SeedStream.Initialization)),
            training.OptimizerOptions().CreateOptimizer(layout.Count));
        using var networks = new NetworkPool(() => new SimdPolicyNetwork(network));
        var gate = new object();
        var isOver = false;
        var running = Enumerable.Range(0, threads).Select(worker => new Thread(() => Work(worker))).ToArray();
        foreach (var thread in running)
            thread.Start();

        await Task.Delay(duration / 4, TimeProvider.System).ConfigureAwait(false);
        var (began, steps) = Count();
        await Task.Delay(duration, TimeProvider.System).ConfigureAwait(false);
        var (ended, stepsAtTheEnd) = Count();
        Volatile.Write(ref isOver, true);
        foreach (var thread in running)
            thread.Join();
        return (stepsAtTheEnd - steps) / Stopwatch.GetElapsedTime(began, ended).TotalSeconds;

        (long Timestamp, long Steps) Count()
        {
            lock (gate)
                return (Stopwatch.GetTimestamp(), parameters.EnvironmentSteps);
        }

        void Work(int index)
        {
            var worker = new RolloutWorker(training.RolloutWorkerOptions(), networks, () => environments.Create(training.Environment), seeds, index);
            var gradient = new float[layout.Count];
            while (!Volatile.Read(ref isOver))
            {
                var snapshot = Newest();
                worker.Run(snapshot.Values.Span, snapshot.EnvironmentSteps, gradient);
                snapshot.Values.Release();
                lock (gate)
                    parameters.Apply(gradient, training.LearningRate, training.StepsPerRollout);
            }
        }

        ParameterSnapshot Newest()
        {
            lock (gate)
                return parameters.Snapshot();
        }
    }
}

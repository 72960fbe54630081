using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>Trains in this process as <c>actorcritic train</c> does, learner, statistics and files included, and counts what happens meanwhile.</summary>
/// <param name="request">What is measured.</param>
/// <param name="environments">The environments that can be trained on.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="warn">Takes what the run warns of.</param>
internal sealed class ThroughputMeasurement(BenchmarkRequest request, EnvironmentCatalogue environments, TimeProvider timeProvider, Action<string> warn)
{
    private const long EndlessSteps = 1_000_000_000_000;

    /// <summary>That of <c>train</c> with a budget of ten million steps.</summary>
    private const long MetricsInterval = 5_000;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    /// <summary>How much longer than asked for the first gradient may take.</summary>
    private static readonly TimeSpan ProgressTimeout = TimeSpan.FromMinutes(2);

    private readonly HashSet<PolicyBackend> _warm = [];

    /// <summary>One combination.</summary>
    /// <exception cref="InvalidOperationException">The run came to an end by itself.</exception>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<Throughput> MeasureAsync(PolicyBackend backend, int workers, RolloutShape shape, CancellationToken cancellation)
    {
        var training = request.Options with
        {
            Workers = workers,
            EnvironmentsPerWorker = shape.Environments,
            RolloutLength = shape.Length,
            MaxSteps = EndlessSteps,
            EvaluationInterval = request.EvaluationInterval,
        };

        // A run is a process of its own; here what the one before has left would make every collection of this one longer, up to four times, until the first of an older generation.
        LeftMemory.GiveBack();
        var folder = RunFolder.At(Directory.CreateTempSubdirectory("actorcritic-bench-").FullName);
        try
        {
            using var recorder = new RunRecorder(folder, timeProvider, warn);
            var layout = ParameterLayout.Of(training.NetworkFor(request.Environment));
            var journal = new RunJournal(recorder, training, "{}", layout, request.Environment.RewardThreshold, "actorcritic bench");
            var host = await TrainingHost.StartAsync(
                new LearnerOptions
                {
                    Run = "bench",
                    Training = training,
                    Environment = request.Environment,
                    StopWhenSolved = false,
                    MetricsInterval = MetricsInterval,
                },
                new WorkerNodeOptions { Node = "local", WorkerCount = workers },
                new WorkerToolbox(environments, network => backend.Create(network)),
                journal,
                new QuietTrainingView(TextWriter.Null),
                NullLoggerProvider.Instance).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                // The first run of a backend is compiled while it warms up; those after it find that done.
                var warmUp = _warm.Add(backend) ? request.Duration : request.Duration / 4;
                var before = await CountAfterAsync(host, warmUp, gradients: 0, cancellation).ConfigureAwait(false);
                var after = await CountAfterAsync(host, request.Duration, before.Gradients, cancellation).ConfigureAwait(false);
                return Throughput.Between(before, after, backend, workers, shape);
            }
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    /// <summary>How the run stands after some time; later if by then there are no more than so many gradients, for nothing can be said of none.</summary>
    private async Task<RunCounters> CountAfterAsync(TrainingHost host, TimeSpan time, long gradients, CancellationToken cancellation)
    {
        var began = timeProvider.GetTimestamp();
        while (true)
        {
            await PassAsync(host, time, cancellation).ConfigureAwait(false);
            var counters = await CountAsync(host).ConfigureAwait(false);
            if (counters.Gradients > gradients)
                return counters;
            if (timeProvider.GetElapsedTime(began) > time + ProgressTimeout)
                throw new InvalidOperationException(FormattableString.Invariant($"no gradient came within {(time + ProgressTimeout).TotalSeconds:F0} s"));
        }
    }

    private async Task PassAsync(TrainingHost host, TimeSpan time, CancellationToken cancellation)
    {
        var passed = Task.Delay(time, timeProvider, cancellation);
        if (await Task.WhenAny(passed, host.Completion).ConfigureAwait(false) == host.Completion)
        {
            RunCompleted completed = await host.Completion.ConfigureAwait(false);
            throw new InvalidOperationException($"the run ended by itself: {completed.Explanation.TrimEnd('.')}");
        }

        await passed.ConfigureAwait(false);
    }

    private static async Task<RunCounters> CountAsync(TrainingHost host)
    {
        TrainingStatus status = await host.AskStatusAsync(AnswerTimeout).ConfigureAwait(false);
        return new RunCounters(
            TimeSpan.FromSeconds(status.ElapsedSeconds),
            status.EnvironmentSteps,
            status.Version,
            status.Nodes.Sum(node => node.Workers.Sum(worker => worker.GradientsApplied)),
            GC.GetTotalAllocatedBytes(),
            GC.GetTotalPauseDuration(),
            Environment.CpuUsage.TotalTime);
    }
}

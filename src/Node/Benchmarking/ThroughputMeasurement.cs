using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>Counts what happens while a run trains in this process (<see cref="BenchmarkTraining"/>).</summary>
/// <param name="request">What is measured.</param>
/// <param name="environments">The environments that can be trained on.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="warn">Takes what the run warns of.</param>
internal sealed class ThroughputMeasurement(BenchmarkRequest request, EnvironmentCatalogue environments, TimeProvider timeProvider, Action<string> warn)
{
    /// <summary>How much longer than asked for the first gradient may take.</summary>
    private static readonly TimeSpan ProgressTimeout = TimeSpan.FromMinutes(2);

    private readonly HashSet<PolicyBackend> _warm = [];

    /// <summary>One combination.</summary>
    /// <exception cref="InvalidOperationException">The run came to an end by itself.</exception>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<Throughput> MeasureAsync(PolicyBackend backend, int workers, RolloutShape shape, CancellationToken cancellation)
    {
        var options = request.Options with
        {
            Workers = workers,
            EnvironmentsPerWorker = shape.Environments,
            RolloutLength = shape.Length,
            EvaluationInterval = request.EvaluationInterval,
        };

        // A run is a process of its own; here what the one before has left would make every collection of this one longer, up to four times, until the first of an older generation.
        LeftMemory.GiveBack();
        var run = await BenchmarkTraining.StartAsync(options, request.Environment, environments, backend, timeProvider, warn).ConfigureAwait(false);
        await using (run.ConfigureAwait(false))
        {
            // The first run of a backend is compiled while it warms up; those after it find that done.
            var warmUp = _warm.Add(backend) ? request.Duration : request.Duration / 4;
            var before = await CountAfterAsync(run, warmUp, gradients: 0, cancellation).ConfigureAwait(false);
            var after = await CountAfterAsync(run, request.Duration, before.Gradients, cancellation).ConfigureAwait(false);
            return Throughput.Between(before, after, backend, workers, shape);
        }
    }

    /// <summary>How the run stands after some time; later if by then there are no more than so many gradients, for nothing can be said of none.</summary>
    private async Task<RunCounters> CountAfterAsync(BenchmarkTraining run, TimeSpan time, long gradients, CancellationToken cancellation)
    {
        var began = timeProvider.GetTimestamp();
        while (true)
        {
            await PassAsync(run, time, cancellation).ConfigureAwait(false);
            var counters = await CountAsync(run).ConfigureAwait(false);
            if (counters.Gradients > gradients)
                return counters;
            if (timeProvider.GetElapsedTime(began) > time + ProgressTimeout)
                throw new InvalidOperationException(FormattableString.Invariant($"no gradient came within {(time + ProgressTimeout).TotalSeconds:F0} s"));
        }
    }

    private async Task PassAsync(BenchmarkTraining run, TimeSpan time, CancellationToken cancellation)
    {
        var passed = Task.Delay(time, timeProvider, cancellation);
        if (await Task.WhenAny(passed, run.Completion).ConfigureAwait(false) == run.Completion)
        {
            RunCompleted completed = await run.Completion.ConfigureAwait(false);
            throw new InvalidOperationException($"the run ended by itself: {completed.Explanation.TrimEnd('.')}");
        }

        await passed.ConfigureAwait(false);
    }

    private static async Task<RunCounters> CountAsync(BenchmarkTraining run)
    {
        TrainingStatus status = await run.AskStatusAsync().ConfigureAwait(false);
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

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison.Trials;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>Carries out one contender of <see cref="A3CMethod"/> with one seed, in an actor system that lives as long as the trial.</summary>
internal static class ActorTrial
{
    /// <summary>Threads that compute at the same time.</summary>
    public static int ThreadsOf(Contender contender) => A3CMethod.Is(contender) ? contender.Options.Workers : 1;

    /// <summary>Trains until the budget is used up or the run has failed.</summary>
    /// <param name="contender">The options, and how stale gradients are to be.</param>
    /// <param name="seed">Seed of the trial.</param>
    /// <param name="backend">What computes the workers' networks.</param>
    /// <param name="environments">Where its environment is found.</param>
    /// <param name="version">Version of this program.</param>
    /// <param name="timeProvider">Measures how long it takes where the learner cannot say.</param>
    /// <param name="progress">Told the environment steps so far, on the learner's thread.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="OperationCanceledException">It was broken off; nothing of it is kept.</exception>
    public static async Task<TrialResult> RunAsync(
        Contender contender,
        ulong seed,
        PolicyBackend backend,
        EnvironmentCatalogue environments,
        string version,
        TimeProvider timeProvider,
        Action<long> progress,
        CancellationToken cancellation)
    {
        var witness = new EpisodeWitness(progress);
        var start = timeProvider.GetTimestamp();
        TrainingStatus? status = null;
        string? fault = null, warning = null;
        using var log = new RunLog(() => TextWriter.Null, line => warning = line, timeProvider);
        try
        {
            var toolbox = new WorkerToolbox(environments, network => backend.Create(network));
            var host = await TrialHost.StartAsync(LearnerOf(contender, seed, environments), witness, toolbox, contender.Staleness, log).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var completed = await host.Completion.WaitAsync(cancellation).ConfigureAwait(false);
                status = completed.Status;
                fault = completed.Outcome == TrainingOutcome.Failed ? completed.Explanation : null;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // That the actors could not go on is said in the report; the other trials do.
            fault = $"The actor system failed: {RunLog.FirstLine(exception.Message).TrimEnd('.')}{(warning is null ? "" : $" ({warning.TrimEnd('.')})")}.";
        }

        return TrialResult.Of(contender, seed, version, backend.NameFor(contender.Options.NetworkFor(environments.Find(contender.Options.Environment))), witness.Episodes) with
        {
            WallSeconds = status?.ElapsedSeconds ?? timeProvider.GetElapsedTime(start).TotalSeconds,
            EnvironmentSteps = witness.EnvironmentSteps,
            Fault = fault,
            StalenessHistogram = status is null ? null : [.. status.StalenessHistogram],
            StalenessMean = status?.StalenessMean,
        };
    }

    /// <summary>The whole budget, and as little greedy evaluation as a learner can do: one episode at the end.</summary>
    private static LearnerOptions LearnerOf(Contender contender, ulong seed, EnvironmentCatalogue environments) => new()
    {
        Run = FormattableString.Invariant($"{contender.Method.Name}-seed{seed}"),
        Training = contender.Options with { Seed = seed, EvaluationInterval = contender.Options.MaxSteps, EvaluationEpisodes = 1 },
        Environment = environments.Find(contender.Options.Environment),
        StopWhenSolved = false,
        MetricsInterval = contender.Options.MaxSteps,
    };
}

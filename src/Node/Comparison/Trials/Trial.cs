using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Node.Backends;

namespace ActorCritic.Distributed.Node.Comparison.Trials;

/// <summary>Carries out one contender with one seed.</summary>
internal static class Trial
{
    /// <summary>Environment steps between two looks at whether to go on.</summary>
    private const long Slice = 1_000;

    /// <summary>Trains until the budget is used up or the policy has diverged, on the calling thread alone.</summary>
    /// <param name="contender">The method and its options.</param>
    /// <param name="seed">Seed of the trial.</param>
    /// <param name="backend">What computes its network.</param>
    /// <param name="environments">Where its environment is found.</param>
    /// <param name="version">Version of this program.</param>
    /// <param name="timeProvider">Measures how long it takes.</param>
    /// <param name="progress">Told the environment steps so far.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="OperationCanceledException">It was broken off; nothing of it is kept.</exception>
    public static TrialResult Run(
        Contender contender,
        ulong seed,
        PolicyBackend backend,
        EnvironmentCatalogue environments,
        string version,
        TimeProvider timeProvider,
        Action<long> progress,
        CancellationToken cancellation)
    {
        var options = contender.Options with { Seed = seed };
        var start = timeProvider.GetTimestamp();
        using var method = contender.Method.Create(options, () => environments.Create(options.Environment), network => backend.Create(network));
        var episodes = new List<TrainingEpisode>();
        string? fault = null;
        try
        {
            while (method.EnvironmentSteps < options.MaxSteps)
            {
                cancellation.ThrowIfCancellationRequested();
                method.AdvanceTo(Math.Min(method.EnvironmentSteps + Slice, options.MaxSteps), episodes);
                progress(method.EnvironmentSteps);
            }
        }
        catch (ArgumentException exception)
        {
            // A result, not a failure: that a method diverges with its options is worth a line in the report.
            fault = exception.Message;
        }

        return TrialResult.Of(contender, seed, version, backend.NameFor(options.NetworkFor(environments.Find(options.Environment))), episodes) with
        {
            WallSeconds = timeProvider.GetElapsedTime(start).TotalSeconds,
            EnvironmentSteps = method.EnvironmentSteps,
            Fault = fault,
        };
    }
}

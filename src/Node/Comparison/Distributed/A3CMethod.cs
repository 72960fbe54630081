using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>A3C as a method to compare with: learner and workers of <c>train</c>, each trial in an actor system of its own.</summary>
/// <remarks>
/// Its options are those of <c>a2c</c>, so that what differs between the two is what several workers make of it. With one worker and nothing held back it applies
/// the same gradients to the same parameters as that method.
/// </remarks>
internal static class A3CMethod
{
    /// <summary>Past parameters that the policy compensate keeps where nothing else is asked for.</summary>
    public const long KeptVersions = 64;

    /// <summary>Most versions that parameters may be held back by on purpose.</summary>
    public const int MostStaleness = 512;

    // What a method in one thread has no use for.
    private static readonly string[] ReadByItAlone =
    [
        nameof(TrainingOptions.Workers), nameof(TrainingOptions.Mode), nameof(TrainingOptions.GradientsInFlight), nameof(TrainingOptions.StalenessPolicy), nameof(TrainingOptions.MaxStaleness),
        nameof(TrainingOptions.CompensationCoefficient),
    ];

    /// <summary>The method. What it creates by itself is its one worker in one thread; a trial of it starts the actors instead.</summary>
    public static TrainingMethod Method { get; } = Of(MethodCatalogue.All.First(method => method.Name == "a2c"));

    /// <summary>The hyperparameters that it reads and no other method does.</summary>
    public static IReadOnlyList<Hyperparameter> Hyperparameters { get; } = [.. Hyperparameter.All.Where(hyperparameter => ReadByItAlone.Contains(hyperparameter.Name))];

    /// <summary>Whether the contender is this method.</summary>
    public static bool Is(Contender contender) => contender.Method == Method;

    /// <summary>Whether a trial of the contender gives the same numbers each time.</summary>
    public static bool IsRepeatable(Contender contender) => !Is(contender) || contender.Options is { Workers: 1, GradientsInFlight: 1 };

    /// <summary>What stands in the way of a contender whose options are valid by themselves, one sentence each.</summary>
    public static IEnumerable<string> FaultsOf(Contender contender)
    {
        if (contender.Staleness > 0 && contender.Options.Mode == TrainingMode.Sync)
            yield return $"Parameters are to be {contender.Staleness} versions late and Mode is Sync, which applies gradients of the newest version only; use the mode Async.";
    }

    /// <summary>
    /// The contender with a bound that fits its policy: the policy compensate keeps <see cref="KeptVersions"/> past parameters unless told otherwise, and one
    /// that has no bound takes none where others of the same sweep do.
    /// </summary>
    public static Contender WithFittingBound(Contender contender)
    {
        var options = contender.Options;
        var sweepsPolicies = contender.Varied.Any(varied => varied.Name == Hyperparameter.Of(nameof(TrainingOptions.StalenessPolicy)).OptionName[2..]);
        var bound = (options.StalenessPolicy, options.MaxStaleness) switch
        {
            (StalenessPolicyKind.Compensate, 0) => Math.Max(KeptVersions, 2L * contender.Staleness),
            (StalenessPolicyKind.None, _) when sweepsPolicies => 0,
            (_, var given) => given,
        };
        return Is(contender) ? contender with { Options = options with { MaxStaleness = bound } } : contender;
    }

    private static TrainingMethod Of(TrainingMethod a2c) => a2c with
    {
        Name = "a3c",
        Summary = "A3C: learner and workers of train, as actors",
        Defaults = a2c.Defaults with { Workers = 2 },
    };
}

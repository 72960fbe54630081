using System.Globalization;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>One curve of a comparison: a method with its options, which is tried with several seeds.</summary>
/// <param name="Label">What it is called in tables and pictures; no two of a comparison share one.</param>
/// <param name="Method">The method.</param>
/// <param name="Options">Its options, valid; the seed in them is not used.</param>
public sealed record Contender(string Label, TrainingMethod Method, TrainingOptions Options)
{
    // What a method in one thread does not read. The seed stands beside the plan.
    private static readonly string[] Unused =
    [
        nameof(TrainingOptions.Seed), nameof(TrainingOptions.Workers), nameof(TrainingOptions.Mode),
        nameof(TrainingOptions.GradientsInFlight), nameof(TrainingOptions.StalenessPolicy),
        nameof(TrainingOptions.MaxStaleness), nameof(TrainingOptions.CompensationCoefficient), nameof(TrainingOptions.EvaluationInterval),
        nameof(TrainingOptions.EvaluationEpisodes),
    ];

    /// <summary>Versions by which parameters come late to the workers on purpose, ≥ 0; read by a3c alone.</summary>
    public int Staleness { get; init; }

    /// <summary>What is varied among the contenders of its method, the first variation first; empty without a sweep.</summary>
    public IReadOnlyList<VariedValue> Varied { get; init; } = [];

    /// <summary>The hyperparameters that every method of a comparison has a use for; a3c reads some more.</summary>
    internal static IReadOnlyList<Hyperparameter> Hyperparameters { get; } = [.. Hyperparameter.All.Where(hyperparameter => !Unused.Contains(hyperparameter.Name))];

    /// <summary>Whether its method reads a hyperparameter.</summary>
    internal bool Reads(Hyperparameter hyperparameter) => Hyperparameters.Contains(hyperparameter) || (A3CMethod.Is(this) && A3CMethod.Hyperparameters.Contains(hyperparameter));

    /// <summary>The options that its method reads under the names of a plan, each as it is typed.</summary>
    public IReadOnlyDictionary<string, string> Plan()
    {
        var plan = Hyperparameter.All.Where(Reads).ToDictionary(
            hyperparameter => hyperparameter.FieldName, hyperparameter => hyperparameter.Format.Format(hyperparameter.ValueIn(Options)), StringComparer.Ordinal);
        if (A3CMethod.Is(this))
            plan.Add("staleness", Staleness.ToString(CultureInfo.InvariantCulture));
        return plan;
    }
}

using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Training;
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

    /// <summary>What is varied among the contenders of its method, the first variation first; empty without a sweep.</summary>
    public IReadOnlyList<VariedValue> Varied { get; init; } = [];

    /// <summary>The hyperparameters that a comparison has a use for.</summary>
    internal static IReadOnlyList<Hyperparameter> Hyperparameters { get; } = [.. Hyperparameter.All.Where(hyperparameter => !Unused.Contains(hyperparameter.Name))];

    /// <summary>The options under the names of a plan, each as it is typed.</summary>
    public IReadOnlyDictionary<string, string> Plan() => Hyperparameters.ToDictionary(
        hyperparameter => hyperparameter.FieldName, hyperparameter => hyperparameter.Format.Format(hyperparameter.ValueIn(Options)), StringComparer.Ordinal);
}

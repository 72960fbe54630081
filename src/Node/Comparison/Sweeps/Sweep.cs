using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>One hyperparameter with several values.</summary>
/// <param name="Hyperparameter">What is varied.</param>
/// <param name="Settings">Its values, at least one, each once, in the order of the table.</param>
internal sealed record Sweep(Hyperparameter Hyperparameter, IReadOnlyList<object> Settings) : IVariation
{
    // A comparison has one environment and one budget: of others the curves could not be laid over each other.
    private static readonly string[] Fixed = [nameof(TrainingOptions.Environment), nameof(TrainingOptions.MaxSteps)];

    /// <summary>What can be varied.</summary>
    public static IReadOnlyList<Hyperparameter> Candidates { get; } =
    [
        .. Contender.Hyperparameters.Concat(A3CMethod.Hyperparameters).Where(hyperparameter => !Fixed.Contains(hyperparameter.Name)),
    ];

    /// <inheritdoc/>
    public string Name => Hyperparameter.OptionName[2..];

    /// <inheritdoc/>
    public IReadOnlyList<string> Values => [.. Settings.Select(Hyperparameter.Format.Format)];

    /// <inheritdoc/>
    public bool Concerns(Contender contender) => contender.Reads(Hyperparameter);

    /// <inheritdoc/>
    public Contender Give(Contender contender, int value)
    {
        var layer = new PlanLayer();
        layer.Set(Hyperparameter, Settings[value], "--sweep");
        return contender with { Options = layer.Over(contender.Options) };
    }
}

using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>One hyperparameter with several values, each of which makes a contender of every method.</summary>
/// <param name="Hyperparameter">What is varied.</param>
/// <param name="Values">Its values, at least one, each once, in the order of the table.</param>
internal sealed record Sweep(Hyperparameter Hyperparameter, IReadOnlyList<object> Values)
{
    // A comparison has one environment and one budget: of others the curves could not be laid over each other.
    private static readonly string[] Fixed = [nameof(TrainingOptions.Environment), nameof(TrainingOptions.MaxSteps)];

    /// <summary>What can be varied.</summary>
    public static IReadOnlyList<Hyperparameter> Candidates { get; } = [.. Contender.Hyperparameters.Where(hyperparameter => !Fixed.Contains(hyperparameter.Name))];

    /// <summary>The contenders that a contender becomes, one for each value.</summary>
    public IEnumerable<Contender> Over(Contender contender)
    {
        foreach (var value in Values)
        {
            var layer = new PlanLayer();
            layer.Set(Hyperparameter, value, "--sweep");
            yield return contender with
            {
                Label = $"{contender.Label} {Hyperparameter.OptionName[2..]}={Hyperparameter.Format.Format(value)}",
                Options = layer.Over(contender.Options),
            };
        }
    }
}

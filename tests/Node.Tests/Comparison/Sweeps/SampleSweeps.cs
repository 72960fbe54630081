using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Sweeps;

/// <summary>Sweeps and their contenders for tests.</summary>
internal static class SampleSweeps
{
    public static Sweep Lambda { get; } = Of(nameof(TrainingOptions.GaeLambda), 0.0, 1.0);

    public static Sweep Discount { get; } = Of(nameof(TrainingOptions.Discount), 0.9, 0.99, 0.999);

    public static Sweep Of(string hyperparameter, params object[] values) => new(Hyperparameter.Of(hyperparameter), values);

    public static List<Contender> Contenders(IReadOnlyList<IVariation> variations, params string[] methods) =>
        [.. methods.SelectMany(method => variations.Over(SampleTrials.Contender(method)))];
}

/// <summary>Something that only one method reads.</summary>
internal sealed class VariationOf(string method, string name, params string[] values) : IVariation
{
    public string Name => name;

    public IReadOnlyList<string> Values => values;

    public bool Concerns(Contender contender) => contender.Method.Name == method;

    public Contender Give(Contender contender, int value) => contender;
}

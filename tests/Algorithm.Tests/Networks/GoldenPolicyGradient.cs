using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Tests.Golden;
using ActorCritic.Distributed.Algorithm.Tests.Losses;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>One line of pg_A.jsonl: a batch through PyTorch's float64 network of CartPole, with the three-term loss and its gradient.</summary>
internal sealed record GoldenPolicyGradient(
    string Id,
    double PolicyCoef,
    double ValueCoef,
    double EntropyCoef,
    Dictionary<string, JsonElement> Params,
    double[][] States,
    int[] Actions,
    double[] Advantages,
    double[] Returns,
    double[][] Logits,
    double[] Values,
    double[] LogProbs,
    double PolicyLoss,
    double ValueLoss,
    double Entropy,
    double Loss,
    Dictionary<string, JsonElement> Grads,
    double GradNorm)
{
    /// <summary>The file's names in the order of state_dict: shared.0, shared.2, actor, critic, each weight before bias.</summary>
    private static readonly string[] StateDictOrder = ["W1", "b1", "W2", "b2", "Wa", "ba", "Wc", "bc"];

    public static readonly NetworkOptions Network = new(ObservationSize: 4, ActionCount: 2, HiddenSizes: [64, 64]);

    public static IReadOnlyList<GoldenPolicyGradient> All { get; } = GoldenFile.Read<GoldenPolicyGradient>("pg_A.jsonl");

    public double[] FlatParameters => Flat(Params);

    public double[] FlatGradient => Flat(Grads);

    public LossCoefficients Coefficients => new(ValueCoef, EntropyCoef);

    public LiteralBatch Batch => new(Actions, Advantages, Returns);

    public double GradientOf(string name, int index) => Grads[name][index].GetDouble();

    private static double[] Flat(Dictionary<string, JsonElement> arrays)
    {
        Assert.Equal(StateDictOrder.Order(), arrays.Keys.Order());
        return [.. StateDictOrder.SelectMany(name => Numbers(arrays[name]))];

        static IEnumerable<double> Numbers(JsonElement element) =>
            element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Numbers) : [element.GetDouble()];
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

/// <summary>An episode of CartPole-v1 as Gymnasium played it; Golden/README.md explains the fields.</summary>
public sealed record GoldenCartPole(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("initial_state")] double[] InitialState,
    [property: JsonPropertyName("actions")] int[] Actions,
    [property: JsonPropertyName("states")] double[][] States,
    [property: JsonPropertyName("obs")] double[][] Observations,
    [property: JsonPropertyName("rewards")] double[] Rewards,
    [property: JsonPropertyName("terminated")] bool[] Terminated,
    [property: JsonPropertyName("truncated")] bool[] Truncated)
{
    private static readonly Lazy<IReadOnlyList<GoldenCartPole>> Loaded = new(() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "cartpole_A.jsonl"))
            .Select(line => JsonSerializer.Deserialize<GoldenCartPole>(line)!),
    ]);

    public static IReadOnlyList<GoldenCartPole> Episodes => Loaded.Value;

    public int Length => Actions.Length;

    public double[] StateBefore(int step) => step == 0 ? InitialState : States[step - 1];

    public float[] ObservationAfter(int step) => Array.ConvertAll(Observations[step], number => (float)number);
}

using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using TorchSharp;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>Torch's generator and default type belong to the whole process: these tests change them, so no other test may run at the same time.</summary>
[CollectionDefinition(nameof(TorchGlobalStateSpecs), DisableParallelization = true)]
[Collection(nameof(TorchGlobalStateSpecs))]
public class TorchGlobalStateSpecs
{
    private static readonly NetworkOptions CartPole = new(ObservationSize: 4, ActionCount: 2, HiddenSizes: [64, 64]);

    private static byte[] GeneratorState()
    {
        using var state = torch.random.get_rng_state();
        return state.bytes.ToArray();
    }

    /// <summary>All that a worker does with a network, from the first parameters on.</summary>
    private static List<float[]> InitializeAndDifferentiate()
    {
        var results = new List<float[]>();
        foreach (var scheme in Enum.GetValues<InitializationScheme>())
        {
            using var network = new TorchPolicyNetwork(CartPole);
            var random = RandomNetwork.Fixed(CartPole, count: 16);
            var parameters = ParameterInitialization.Create(network.Layout, scheme, new RandomGenerator(1));
            var (logits, values, gradient) = (new float[32], new float[16], new float[network.Layout.Count]);
            network.Load(parameters);
            network.Forward(random.Observations, logits, values);
            network.Gradient(random.Batch, random.Coefficients, gradient);
            results.AddRange([parameters, logits, values, gradient]);
        }

        return results;
    }

    [Fact]
    public void Torchs_generator_is_not_consumed()
    {
        var before = GeneratorState();

        InitializeAndDifferentiate();

        Assert.Equal(before, GeneratorState());
        torch.rand(1).Dispose();
        Assert.NotEqual(before, GeneratorState());
    }

    [Fact]
    public void Torchs_generator_has_no_say_in_the_results()
    {
        var before = InitializeAndDifferentiate();

        torch.rand(1_000).Dispose();

        Assert.Equal(before, InitializeAndDifferentiate());
    }

    [Fact]
    public void Torchs_default_type_has_no_say_in_the_results()
    {
        var before = InitializeAndDifferentiate();

        torch.set_default_dtype(torch.float64);
        try
        {
            Assert.Equal(before, InitializeAndDifferentiate());
        }
        finally
        {
            torch.set_default_dtype(torch.float32);
        }
    }
}

using ActorCritic.Distributed.Algorithm.Kernels;
using ActorCritic.Distributed.Algorithm.Networks;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

public abstract class SimdPolicyNetworkSpecs : PolicyNetworkSpecs
{
    private protected abstract NetworkKernels Kernels { get; }

    private protected override IPolicyNetwork Create(NetworkOptions options) => new SimdPolicyNetwork(options, Kernels);

    /// <summary>Widths on both sides of a vector of every length, and batches of several chunks of rows.</summary>
    private static readonly Gen<RandomNetwork> Shapes = Networks(Gen.Int[1, 40], Gen.Int[1, 20], Gen.Int[1, 70].Array[0, 3], Gen.Int[1, 150]);

    /// <summary>Several hundred units, and more layers than anyone trains.</summary>
    private static readonly Gen<RandomNetwork> WideOrDeepShapes =
        Networks(Gen.Int[1, 200], Gen.Int[1, 40], Gen.OneOf(Gen.Int[200, 400].Array[1, 2], Gen.Int[1, 40].Array[4, 8]), Gen.Int[1, 70]);

    [Fact]
    public void Agrees_with_torch_in_logits_values_loss_and_gradient() => Check.Sample(Shapes, AssertAgreesWithTorch, iter: 60);

    [Fact]
    public void Agrees_with_torch_where_layers_are_wide_or_many() => Check.Sample(WideOrDeepShapes, AssertAgreesWithTorch, iter: 8);

    [Fact]
    public void A_policy_that_has_diverged_shows_it()
    {
        var random = RandomNetwork.Fixed(Small, count: 3);
        random.Parameters[0] = float.NaN;
        using var network = NetworkOf(random);

        var (logits, values) = Forward(network, random);

        Assert.All(logits, logit => Assert.True(float.IsNaN(logit)));
        Assert.All(values, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Parameters_that_diverged_once_leave_no_trace()
    {
        var random = RandomNetwork.Fixed(Small, count: 70);
        using var network = NetworkOf(random);
        var (_, expected) = Differentiate(network, random);

        network.Load(Enumerable.Repeat(float.NaN, network.Layout.Count).ToArray());
        Differentiate(network, random);
        network.Load(random.Parameters);

        Assert.Equal(expected, Differentiate(network, random).Gradient);
    }

    [Fact]
    public void Rows_that_were_kept_with_other_parameters_are_refused()
    {
        var random = RandomNetwork.Fixed(Small, count: 3);
        using var network = NetworkOf(random);
        network.ForwardAndKeep(0, random.Observations, new float[12], new float[3]);
        network.Load(random.Parameters);

        var error = Assert.Throws<InvalidOperationException>(
            () => network.GradientOfKept(random.Batch, random.Coefficients, new float[network.Layout.Count]));

        Assert.Contains("0 were kept", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_are_left_out_are_refused()
    {
        using var network = Create(Small);
        network.ForwardAndKeep(0, new float[6], new float[8], new float[2]);

        Assert.Throws<ArgumentOutOfRangeException>(() => network.ForwardAndKeep(3, new float[6], new float[8], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.ForwardAndKeep(-1, new float[6], new float[8], new float[2]));
    }

    [Fact]
    public void Nothing_is_allocated_once_the_largest_batch_was_seen()
    {
        var random = RandomNetwork.Fixed(Small, count: 150);
        using var network = NetworkOf(random);
        var (logits, values, gradient) = (new float[600], new float[150], new float[network.Layout.Count]);
        Pass();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass()
        {
            network.Load(random.Parameters);
            network.Forward(random.Observations, logits, values);
            network.ForwardAndKeep(0, random.Observations, logits, values);
            network.GradientOfKept(random.Batch, random.Coefficients, gradient);
            network.Gradient(random.Batch, random.Coefficients, gradient);
        }
    }

    private static Gen<RandomNetwork> Networks(Gen<int> observationSizes, Gen<int> actionCounts, Gen<int[]> hiddenLayers, Gen<int> counts) =>
        from observationSize in observationSizes
        from actionCount in actionCounts
        from hiddenSizes in hiddenLayers
        from relu in Gen.Bool
        from separate in Gen.Bool
        from count in counts
        from seed in Gen.ULong
        select RandomNetwork.Fixed(
            new NetworkOptions(observationSize, actionCount, hiddenSizes, relu ? Activation.Relu : Activation.Tanh, separate), count, seed);

    private void AssertAgreesWithTorch(RandomNetwork random)
    {
        // As a trainer makes them: of order one, however many inputs there are.
        var scaled = random with { Parameters = [.. ScaledByInputs(random)] };
        using var simd = NetworkOf(scaled);
        using var torch = new TorchPolicyNetwork(scaled.Options);
        torch.Load(scaled.Parameters);

        var (logits, values) = Forward(simd, scaled);
        var (expectedLogits, expectedValues) = Forward(torch, scaled);
        var (terms, gradient) = Differentiate(simd, scaled);
        var (expectedTerms, expectedGradient) = Differentiate(torch, scaled);

        AssertNear(expectedLogits, logits, 3e-6);
        AssertNear(expectedValues, values, 3e-6);
        Assert.Equal(expectedTerms.Policy, terms.Policy, 1e-5);
        Assert.Equal(expectedTerms.Value, terms.Value, 1e-5 * (1 + expectedTerms.Value));
        Assert.Equal(expectedTerms.Entropy, terms.Entropy, 1e-5);

        // Where rounding puts a unit on the other side of ReLU's kink in one of them, the gradients may well differ.
        if (scaled.Options.Activation == Activation.Tanh || IsFarFromKinks(scaled))
            AssertNear(expectedGradient, gradient, 2e-6 * (1 + expectedGradient.Max(Math.Abs)));
    }

    private static IEnumerable<float> ScaledByInputs(RandomNetwork random)
    {
        foreach (var linear in ParameterLayout.Of(random.Options).Linears)
        {
            for (var i = 0; i < linear.Weight.Count + linear.Bias.Count; i++)
                yield return random.Parameters[linear.Weight.Offset + i] / (float)Math.Sqrt(linear.Inputs);
        }
    }

    private static bool IsFarFromKinks(RandomNetwork random)
    {
        var literal = new LiteralNetwork(random.Options, [.. random.Parameters.Select(parameter => (double)parameter)]);
        literal.Forward(random.Rows);
        return literal.NearestToKink > 1e-5;
    }

    private static void AssertNear(float[] expected, float[] actual, double tolerance) =>
        Assert.Equal(expected, actual, (x, y) => Math.Abs(x - y) <= tolerance);
}

public class SimdPolicyNetworkIn512BitsSpecs : SimdPolicyNetworkSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[0];
}

public class SimdPolicyNetworkIn256BitsSpecs : SimdPolicyNetworkSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[1];
}

public class SimdPolicyNetworkIn128BitsSpecs : SimdPolicyNetworkSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[2];
}

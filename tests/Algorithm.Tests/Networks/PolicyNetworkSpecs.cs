using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>What every backend of a policy network must do; each has a class of its own that names it.</summary>
public abstract partial class PolicyNetworkSpecs
{
    private protected abstract IPolicyNetwork Create(NetworkOptions options);

    private protected static readonly NetworkOptions Small = new(ObservationSize: 3, ActionCount: 4, HiddenSizes: [5, 6]);

    private protected static (float[] Logits, float[] Values) Forward(IPolicyNetwork network, float[] observations, int rows, int actionCount)
    {
        // Filled with NaN, so that an element that is not written shows.
        var logits = Enumerable.Repeat(float.NaN, rows * actionCount).ToArray();
        var values = Enumerable.Repeat(float.NaN, rows).ToArray();
        network.Forward(observations, logits, values);
        return (logits, values);
    }

    private protected static (float[] Logits, float[] Values) Forward(IPolicyNetwork network, RandomNetwork random) =>
        Forward(network, random.Observations, random.Count, random.Options.ActionCount);

    private protected static (LossTerms Terms, float[] Gradient) Differentiate(IPolicyNetwork network, RandomNetwork random)
    {
        var gradient = Enumerable.Repeat(float.NaN, network.Layout.Count).ToArray();
        return (network.Gradient(random.Batch, random.Coefficients, gradient), gradient);
    }

    private protected IPolicyNetwork NetworkOf(RandomNetwork random)
    {
        var network = Create(random.Options);
        network.Load(random.Parameters);
        return network;
    }

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<float> actual, double tolerance) =>
        Assert.Equal(expected, actual.Select(element => (double)element), (x, y) => Math.Abs(x - y) <= tolerance);

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(element => element * element));

    // ---- Against PyTorch

    [Fact]
    public void Is_PyTorchs_network_with_PyTorchs_gradient()
    {
        foreach (var golden in GoldenPolicyGradient.All)
        {
            var random = new RandomNetwork(
                GoldenPolicyGradient.Network, Floats(golden.FlatParameters), Floats(golden.States.SelectMany(row => row)), golden.Actions,
                Floats(golden.Advantages), Floats(golden.Returns), golden.Coefficients);
            using var network = NetworkOf(random);

            var (logits, values) = Forward(network, random);
            var (terms, gradient) = Differentiate(network, random);

            AssertClose(golden.Logits.SelectMany(row => row), logits, 2e-6);
            AssertClose(golden.Values, values, 2e-6);
            Assert.Equal(golden.Loss, terms.Total(golden.Coefficients), 2e-6 * Math.Abs(golden.Loss));
            AssertClose(golden.FlatGradient, gradient, 1e-6 * golden.GradNorm);
        }

        static float[] Floats(IEnumerable<double> numbers) => [.. numbers.Select(number => (float)number)];
    }

    // ---- Against the same network written out

    [Fact]
    public void Is_the_network_written_out_in_every_shape()
    {
        Check.Sample(RandomNetwork.Gen, random =>
        {
            var literal = new LiteralNetwork(random.Options, [.. random.Parameters.Select(parameter => (double)parameter)]);
            var (expectedLogits, expectedValues) = literal.Forward(random.Rows);
            using var network = NetworkOf(random);

            var (logits, values) = Forward(network, random);

            AssertClose(expectedLogits.SelectMany(row => row), logits, 3e-5);
            AssertClose(expectedValues, values, 3e-5);
        });
    }

    [Fact]
    public void Has_the_gradient_written_out_in_every_shape()
    {
        Check.Sample(RandomNetwork.Gen, random =>
        {
            var literal = new LiteralNetwork(random.Options, [.. random.Parameters.Select(parameter => (double)parameter)]);
            var expected = literal.Gradient(random.Rows, random.Literal, random.Coefficients);
            var expectedTerms = literal.Loss(random.Rows, random.Literal);
            if (literal.NearestToKink < 1e-4)
                return;
            using var network = NetworkOf(random);

            var (terms, gradient) = Differentiate(network, random);

            AssertClose(expected, gradient, 1e-5 * (1 + Norm(expected)));
            Assert.Equal(expectedTerms.Total(random.Coefficients), terms.Total(random.Coefficients), 1e-5 * (1 + expectedTerms.Value + Math.Abs(expectedTerms.Policy)));
        });
    }

    [Theory]
    [InlineData(Activation.Tanh, false)]
    [InlineData(Activation.Tanh, true)]
    [InlineData(Activation.Relu, false)]
    [InlineData(Activation.Relu, true)]
    public void Has_the_gradient_that_finite_differences_of_its_own_loss_find(Activation activation, bool separateTrunks)
    {
        // Central differences in float32: the loss, of order 1, is off by some 1e-7, which a step of 1/64 raises to 1e-5; the third derivative adds some 1e-4.
        const float step = 1 / 64f;
        var random = FarFromKinks(new NetworkOptions(2, 3, [4], activation, separateTrunks), 8 * step);
        using var network = NetworkOf(random);

        var (_, gradient) = Differentiate(network, random);

        Assert.True(gradient.Count(element => Math.Abs(element) > 0.01) > gradient.Length / 3);
        for (var i = 0; i < gradient.Length; i++)
            Assert.Equal((LossAt(i, step) - LossAt(i, -step)) / (2 * step), gradient[i], 1e-3);

        static RandomNetwork FarFromKinks(NetworkOptions options, double distance)
        {
            for (ulong seed = 1; ; seed++)
            {
                var random = RandomNetwork.Fixed(options, count: 3, seed);
                var literal = new LiteralNetwork(options, [.. random.Parameters.Select(parameter => (double)parameter)]);
                literal.Forward(random.Rows);
                if (literal.NearestToKink > distance)
                    return random;
            }
        }

        double LossAt(int i, float offset)
        {
            var moved = random.Parameters.ToArray();
            moved[i] += offset;
            network.Load(moved);
            return Differentiate(network, random).Terms.Total(random.Coefficients);
        }
    }

    [Fact]
    public void Without_hidden_layers_it_is_linear()
    {
        // W = [[1, 2], [3, 4], [5, 6]], b = [7, 8, 9]; the critic's [10, 11] and 12.
        using var network = Create(new NetworkOptions(2, 3, []));
        network.Load([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

        var (logits, values) = Forward(network, [1, -1, 0, 2], rows: 2, actionCount: 3);

        Assert.Equal([1 - 2 + 7, 3 - 4 + 8, 5 - 6 + 9, 4 + 7, 8 + 8, 12 + 9], logits);
        Assert.Equal([10 - 11 + 12, 22 + 12], values);
    }

    // ---- Actor and critic

    [Fact]
    public void The_value_loss_alone_leaves_a_separate_actor_alone()
    {
        var random = RandomNetwork.Fixed(Small with { SeparateTrunks = true }, count: 7) with { Advantages = new float[7], Coefficients = new LossCoefficients(0.5, 0) };
        using var network = NetworkOf(random);

        var (_, gradient) = Differentiate(network, random);

        AssertZeroExactlyFor(network.Layout, gradient, "actor");
    }

    [Fact]
    public void The_policy_loss_and_the_entropy_alone_leave_a_separate_critic_alone()
    {
        var random = RandomNetwork.Fixed(Small with { SeparateTrunks = true }, count: 7) with { Coefficients = new LossCoefficients(0, 0.5) };
        using var network = NetworkOf(random);

        var (_, gradient) = Differentiate(network, random);

        AssertZeroExactlyFor(network.Layout, gradient, "critic");
    }

    private static void AssertZeroExactlyFor(ParameterLayout layout, float[] gradient, string side)
    {
        foreach (var parameter in layout.Parameters)
        {
            var elements = parameter.In(gradient.AsSpan()).ToArray();
            if (parameter.Name.StartsWith(side, StringComparison.Ordinal))
                Assert.All(elements, element => Assert.Equal(0, element));
            else
                Assert.Contains(elements, element => element != 0);
        }
    }
}

using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Tests.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

public class LinearPolicyNetworkSpecs
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 2, 7)]
    [InlineData(11, 5, 3)]
    public void Says_and_differentiates_what_the_literal_network_does(int observationSize, int actionCount, int rows)
    {
        var sample = RandomNetwork.Fixed(new NetworkOptions(observationSize, actionCount, []), rows);
        var literal = new LiteralNetwork(sample.Options, [.. sample.Parameters.Select(parameter => (double)parameter)]);
        using var network = new LinearPolicyNetwork(sample.Options);
        network.Load(sample.Parameters);
        var (logits, values, gradient) = (new float[rows * actionCount], new float[rows], new float[sample.Parameters.Length]);

        network.Forward(sample.Observations, logits, values);
        var terms = network.Gradient(sample.Batch, sample.Coefficients, gradient);

        var (expectedLogits, expectedValues) = literal.Forward(sample.Rows);
        var expectedGradient = literal.Gradient(sample.Rows, sample.Literal, sample.Coefficients);
        Assert.All(expectedLogits.SelectMany(row => row).Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(expectedValues.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(expectedGradient.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
        Assert.Equal(literal.Loss(sample.Rows, sample.Literal).Total(sample.Coefficients), terms.Total(sample.Coefficients), 1e-4);
    }

    [Fact]
    public void Refuses_hidden_layers_and_lengths_that_do_not_fit()
    {
        Assert.Contains("hidden layers", Assert.Throws<ArgumentException>(() => new LinearPolicyNetwork(new NetworkOptions(2, 2, [4]))).Message, StringComparison.Ordinal);
        using var network = new LinearPolicyNetwork(new NetworkOptions(2, 2, []));

        Assert.Throws<ArgumentException>(() => network.Load(new float[8]));
        Assert.Throws<ArgumentException>(() => network.Forward(new float[3], new float[2], new float[1]));
        Assert.Throws<ArgumentException>(() => network.Forward(new float[2], new float[3], new float[1]));
        Assert.Throws<ArgumentException>(() => network.Forward([], [], []));
    }
}

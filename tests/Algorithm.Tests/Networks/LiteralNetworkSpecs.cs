using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>The oracle is only worth something if it is right itself: PyTorch and finite differences say so, in double precision.</summary>
public class LiteralNetworkSpecs
{
    [Fact]
    public void Is_PyTorchs_network_to_double_precision()
    {
        foreach (var golden in GoldenPolicyGradient.All)
        {
            var network = new LiteralNetwork(GoldenPolicyGradient.Network, golden.FlatParameters);

            var (logits, values) = network.Forward(golden.States);
            var terms = network.Loss(golden.States, golden.Batch);

            Assert.Equal(golden.Logits.SelectMany(row => row), logits.SelectMany(row => row), AtMost(1e-12));
            Assert.Equal(golden.Values, values, AtMost(1e-12));
            Assert.Equal(golden.PolicyLoss, terms.Policy, 1e-12);
            Assert.Equal(golden.ValueLoss, terms.Value, 1e-10);
            Assert.Equal(golden.Entropy, terms.Entropy, 1e-12);
            Assert.Equal(golden.Loss, terms.Total(golden.Coefficients), 1e-10);
        }
    }

    [Fact]
    public void Has_PyTorchs_gradient_to_double_precision()
    {
        foreach (var golden in GoldenPolicyGradient.All)
        {
            var network = new LiteralNetwork(GoldenPolicyGradient.Network, golden.FlatParameters);

            var gradient = network.Gradient(golden.States, golden.Batch, golden.Coefficients);

            Assert.Equal(golden.FlatGradient, gradient, AtMost(1e-12 * golden.GradNorm));
            Assert.Equal(golden.GradNorm, Math.Sqrt(gradient.Sum(element => element * element)), 1e-11);
        }
    }

    [Fact]
    public void Has_the_gradient_that_finite_differences_find()
    {
        // The golden files have one shape of network; this covers the others.
        const double step = 1e-5;
        Check.Sample(RandomNetwork.Gen, random =>
        {
            var parameters = random.Parameters.Select(parameter => (double)parameter).ToArray();
            var network = new LiteralNetwork(random.Options, parameters);
            var gradient = network.Gradient(random.Rows, random.Literal, random.Coefficients);
            if (network.NearestToKink < 1e-3)
                return;

            for (var i = 0; i < parameters.Length; i++)
            {
                var difference = LossAt(i, step) - LossAt(i, -step);
                Assert.Equal(difference / (2 * step), gradient[i], 1e-6);
            }

            double LossAt(int i, double offset)
            {
                var moved = parameters.ToArray();
                moved[i] += offset;
                return new LiteralNetwork(random.Options, moved).Loss(random.Rows, random.Literal).Total(random.Coefficients);
            }
        });
    }

    private static Func<double, double, bool> AtMost(double difference) => (expected, actual) => Math.Abs(expected - actual) <= difference;
}

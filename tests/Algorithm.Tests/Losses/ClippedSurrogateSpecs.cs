using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Tests.Networks;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Losses;

public class ClippedSurrogateSpecs
{
    private static readonly float LogHalf = MathF.Log(0.5f);

    [Fact]
    public void Follows_a_table_worked_by_hand()
    {
        // π_old = 1/2, ε = 0.2.
        //   ρ      Â    ρ·Â   clip(ρ)·Â   min     gradient
        //   1.5    2    3     2.4         2.4     none: clipped above
        //   1.5   −2   −3    −2.4        −3      −3: the ratio went the wrong way, and may come back
        //   0.5    2    1     1.6         1       1: the same on the other side
        //   0.5   −2   −1    −1.6        −1.6    none: clipped below
        //   1.1    1    1.1   1.1         1.1     1.1
        float[] ratios = [1.5f, 1.5f, 0.5f, 0.5f, 1.1f];
        float[] advantages = [2, -2, 2, -2, 1];
        var weights = new float[5];

        var terms = ClippedSurrogate.Weigh(
            [.. ratios.Select(ratio => LogHalf + MathF.Log(ratio))], [LogHalf, LogHalf, LogHalf, LogHalf, LogHalf], advantages, 0.2, weights);

        Assert.Equal(-(2.4 - 3 + 1 - 1.6 + 1.1) / 5, terms.Loss, 1e-6);
        Assert.Equal(0.4, terms.ClippedFraction);
        Assert.Equal((0.5 + 0.5 - 0.5 - 0.5 + 0.1 - (2 * Math.Log(1.5) + 2 * Math.Log(0.5) + Math.Log(1.1))) / 5, terms.ApproximateDivergence, 1e-6);
        double[] expected = [0, -3, 1, 0, 1.1];
        for (var i = 0; i < 5; i++)
            Assert.Equal(expected[i], weights[i], 1e-6);
    }

    [Fact]
    public void Without_a_change_of_the_policy_the_weights_are_the_advantages()
    {
        float[] advantages = [3, -1, 0, 0.5f];
        var weights = new float[4];

        var terms = ClippedSurrogate.Weigh([-1, -2, -3, 0], [-1, -2, -3, 0], advantages, 0.2, weights);

        Assert.Equal(advantages, weights);
        Assert.Equal(new SurrogateTerms(-2.5 / 4, 0, 0), terms);
    }

    /// <summary>A network, a batch and the parameters with which its actions were drawn.</summary>
    private static readonly Gen<(RandomNetwork Sample, float[] OldParameters)> GenChangedPolicy =
        from sample in RandomNetwork.Gen
        where sample.Options.Activation == Activation.Tanh
        from changes in Gen.Float[-0.3f, 0.3f].Array[sample.Parameters.Length]
        select (sample, sample.Parameters.Zip(changes, (parameter, change) => parameter + change).ToArray());

    [Fact]
    public void Its_gradient_by_the_logits_is_what_finite_differences_of_the_formula_say() => GenChangedPolicy.Sample(
        changed =>
        {
            var (sample, oldParameters) = changed;
            const double clipRange = 0.2;
            var old = LogProbabilities(oldParameters, sample);
            var network = new LiteralNetwork(sample.Options, [.. sample.Parameters.Select(parameter => (double)parameter)]);
            var logits = network.Forward(sample.Rows).Logits;

            // Near a kink a finite difference sees both of its sides.
            var ratios = Ratios(logits, sample, old);
            if (ratios.Any(ratio => Math.Abs(ratio - 1.2) < 1e-3 || Math.Abs(ratio - 0.8) < 1e-3))
                return;

            var flat = logits.SelectMany(row => row).Select(logit => (float)logit).ToArray();
            var (logProbabilities, weights) = (new float[sample.Count], new float[sample.Count]);
            ClippedSurrogate.LogProbabilities(sample.Actions, flat, logProbabilities);
            var terms = ClippedSurrogate.Weigh(logProbabilities, [.. old.Select(number => (float)number)], sample.Advantages, clipRange, weights);
            var (gradient, valueGradient) = (new float[flat.Length], new float[sample.Count]);
            ActorCriticLoss.Differentiate(
                new TransitionBatch(sample.Observations, sample.Actions, weights, sample.Returns), new LossCoefficients(0, 0), flat, new float[sample.Count], gradient, valueGradient);

            Assert.Equal(Loss(logits, sample, old, clipRange), terms.Loss, 1e-4);
            var actionCount = sample.Options.ActionCount;
            for (var k = 0; k < flat.Length; k++)
            {
                const double h = 1e-5;
                var (row, column) = Math.DivRem(k, actionCount);
                var difference = (Loss(Moved(logits, row, column, h), sample, old, clipRange) - Loss(Moved(logits, row, column, -h), sample, old, clipRange)) / (2 * h);
                Assert.Equal(difference, gradient[k], 1e-4);
            }
        },
        iter: 100);

    [Fact]
    public void Refuses_what_does_not_fit_together()
    {
        Assert.Throws<ArgumentException>(() => ClippedSurrogate.Weigh([0], [0, 0], [1], 0.2, new float[1]));
        Assert.Throws<ArgumentException>(() => ClippedSurrogate.Weigh([], [], [], 0.2, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClippedSurrogate.Weigh([0], [0], [1], 0, new float[1]));
        Assert.Throws<ArgumentException>(() => ClippedSurrogate.LogProbabilities([2], [0, 0], new float[1]));
        Assert.Throws<ArgumentException>(() => ClippedSurrogate.LogProbabilities([0], [0, 0], new float[2]));
    }

    // ---- The formula as it reads, in double precision

    private static double Loss(double[][] logits, RandomNetwork sample, double[] old, double ε) =>
        -Ratios(logits, sample, old).Select((ratio, i) => Math.Min(ratio * sample.Advantages[i], Math.Clamp(ratio, 1 - ε, 1 + ε) * sample.Advantages[i])).Average();

    private static double[] Ratios(double[][] logits, RandomNetwork sample, double[] old) =>
        [.. logits.Select((row, i) => LiteralLoss.Softmax(row)[sample.Actions[i]] / Math.Exp(old[i]))];

    private static double[] LogProbabilities(float[] parameters, RandomNetwork sample)
    {
        var network = new LiteralNetwork(sample.Options, [.. parameters.Select(parameter => (double)parameter)]);
        return [.. network.Forward(sample.Rows).Logits.Select((row, i) => Math.Log(LiteralLoss.Softmax(row)[sample.Actions[i]]))];
    }

    private static double[][] Moved(double[][] logits, int row, int column, double h) =>
        [.. logits.Select((numbers, i) => numbers.Select((number, k) => i == row && k == column ? number + h : number).ToArray())];
}

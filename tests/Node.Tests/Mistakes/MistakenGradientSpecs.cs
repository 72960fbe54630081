using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Mistakes;

namespace ActorCritic.Distributed.Node.Tests.Mistakes;

/// <summary>The gradients that mistakes of the loss lead to, against losses written out in double precision and differentiated by central differences.</summary>
/// <remarks>Two linear heads on two numbers: logits Θ·s + b, V = φ·s + c; the parameters in the order of the layout are Θ row by row, b, φ, c.</remarks>
public sealed class MistakenGradientSpecs
{
    private const double ValueCoefficient = 0.4, EntropyCoefficient = 0.3;
    private const int Count = 5;

    private static readonly float[] Parameters = [0.3f, -0.7f, -0.2f, 0.5f, 0.1f, -0.4f, 0.6f, -0.3f, 0.2f];
    private static readonly float[] Observations = [1, 0, 0.5f, -1, -1, 2, 0.3f, 0.4f, 2, 1];
    private static readonly int[] Actions = [0, 1, 1, 0, 1];
    private static readonly float[] Returns = [1.5f, -0.5f, 2, 0.25f, -1];

    private static readonly LossCoefficients Coefficients = new(ValueCoefficient, EntropyCoefficient);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_critic_that_is_not_detached_gets_the_gradient_of_the_policy_loss_through_the_advantage(bool normalize)
    {
        var mistaken = GradientOf("critic-not-detached", normalize);

        AssertClose(ByDifferences(θ => Loss(θ, θ, normalize)), mistaken);

        // The policy's share is what it should be; the critic's is another. Of c it may be the same: through the normalisation the pulls add up to 0.
        var correct = GradientOf(null, normalize);
        AssertClose(ByDifferences(θ => Loss(θ, Doubles(Parameters), normalize)), correct);
        Assert.Equal(correct[..6], mistaken[..6]);
        Assert.True(correct[6..].Zip(mistaken[6..], (right, wrong) => Math.Abs(right - wrong)).Max() > 0.01);
    }

    [Fact]
    public void The_wrong_sign_descends_where_it_should_climb_and_trains_the_critic_as_ever()
    {
        var coefficients = Coefficients with { Entropy = 0 };

        var (correct, mistaken) = (GradientOf(null, normalize: true, coefficients), GradientOf("wrong-sign", normalize: true, coefficients));

        Assert.Equal(correct[..6].Select(element => -element), mistaken[..6]);
        Assert.Equal(correct[6..], mistaken[6..]);
        Assert.DoesNotContain(0f, correct);
    }

    [Fact]
    public void A_gradient_of_rows_that_were_kept_is_mistaken_in_the_same_way()
    {
        foreach (var mistake in MistakeCatalogue.All)
            Assert.Equal(GradientOf(mistake.Name, normalize: true), GradientOf(mistake.Name, normalize: true, kept: true));
    }

    private static float[] GradientOf(string? mistake, bool normalize, LossCoefficients? coefficients = null, bool kept = false)
    {
        using var network = NetworkOf(mistake, normalize);
        network.Load(Parameters);
        var (logits, values, gradient) = (new float[2 * Count], new float[Count], new float[Parameters.Length]);
        network.ForwardAndKeep(0, Observations, logits, values);

        var advantages = Doubles(Returns).Zip(values, (target, value) => target - value).ToArray();
        if (normalize)
            Normalize(advantages);
        var batch = new TransitionBatch(Observations, Actions, Array.ConvertAll(advantages, advantage => (float)advantage), Returns);
        if (kept)
            network.GradientOfKept(batch, coefficients ?? Coefficients, gradient);
        else
            network.Gradient(batch, coefficients ?? Coefficients, gradient);
        return gradient;
    }

    /// <summary>The network that a trainer with the mistake is made with.</summary>
    private static IPolicyNetwork NetworkOf(string? mistake, bool normalize)
    {
        IPolicyNetwork? made = null;
        var trainer = MistakeCatalogue.Trainer with
        {
            Create = (_, _, createNetwork) =>
            {
                made = createNetwork(new NetworkOptions(2, 2, []));
                return new LinearOneStep(new TrainingOptions(), () => EnvironmentCatalogue.CreateDefault().Create("CartPole-v1"));
            },
        };
        var correct = new Contender("correct", trainer, new TrainingOptions { NormalizeAdvantages = normalize });
        var contender = mistake is null ? correct : MistakeCatalogue.All.Single(candidate => candidate.Name == mistake).In(correct);
        contender.Method.Create(contender.Options, () => new FourSteps(), network => new SimdPolicyNetwork(network)).Dispose();
        return made!;
    }

    /// <summary>−1/B·Σ log π·Â + c_v/B·Σ (V − R)² − β/B·Σ H, the advantages computed with the critic of <paramref name="θOfAdvantages"/>.</summary>
    private static double Loss(double[] θ, double[] θOfAdvantages, bool normalize)
    {
        var advantages = Enumerable.Range(0, Count).Select(t => Returns[t] - Value(θOfAdvantages, t)).ToArray();
        if (normalize)
            Normalize(advantages);
        var loss = 0.0;
        for (var t = 0; t < Count; t++)
        {
            var (logPi, entropy) = Policy(θ, t);
            loss += -logPi * advantages[t] + ValueCoefficient * Math.Pow(Value(θ, t) - Returns[t], 2) - EntropyCoefficient * entropy;
        }

        return loss / Count;
    }

    private static double Value(double[] θ, int t) => θ[6] * Observations[2 * t] + θ[7] * Observations[2 * t + 1] + θ[8];

    private static (double LogProbability, double Entropy) Policy(double[] θ, int t)
    {
        double Logit(int action) => θ[2 * action] * Observations[2 * t] + θ[2 * action + 1] * Observations[2 * t + 1] + θ[4 + action];
        var logSum = Math.Log(Math.Exp(Logit(0)) + Math.Exp(Logit(1)));
        double[] logs = [Logit(0) - logSum, Logit(1) - logSum];
        return (logs[Actions[t]], -logs.Sum(log => Math.Exp(log) * log));
    }

    private static void Normalize(double[] advantages)
    {
        var mean = advantages.Average();
        var σ = Math.Sqrt(advantages.Sum(advantage => (advantage - mean) * (advantage - mean)) / (advantages.Length - 1));
        for (var t = 0; t < advantages.Length; t++)
            advantages[t] = (advantages[t] - mean) / (σ + 1e-8);
    }

    private static double[] ByDifferences(Func<double[], double> loss)
    {
        const double step = 1e-5;
        return [.. Parameters.Select((_, i) => (loss(Moved(i, step)) - loss(Moved(i, -step))) / (2 * step))];

        double[] Moved(int i, double by)
        {
            var θ = Doubles(Parameters);
            θ[i] += by;
            return θ;
        }
    }

    private static double[] Doubles(float[] numbers) => Array.ConvertAll(numbers, number => (double)number);

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6);
    }
}

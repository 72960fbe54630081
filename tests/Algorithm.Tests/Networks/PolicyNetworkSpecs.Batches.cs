using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <content>Batches, repetition, parameters, refusals, and forward passes that are kept.</content>
public abstract partial class PolicyNetworkSpecs
{
    // ---- Batches and repetition

    [Fact]
    public void A_row_of_a_batch_gives_what_it_gives_alone()
    {
        var random = RandomNetwork.Fixed(Small, count: 33);
        using var network = NetworkOf(random);
        var (logits, values) = Forward(network, random);

        for (var row = 0; row < random.Count; row++)
        {
            var (logitsAlone, valuesAlone) = Forward(network, random.Observations[(row * 3)..(row * 3 + 3)], rows: 1, actionCount: 4);

            AssertClose(logitsAlone.Select(logit => (double)logit), logits[(row * 4)..(row * 4 + 4)], 1e-5);
            Assert.Equal(valuesAlone[0], values[row], 1e-5);
        }
    }

    [Fact]
    public void The_gradient_of_a_batch_is_the_mean_of_its_rows_gradients()
    {
        var random = RandomNetwork.Fixed(Small, count: 9);
        using var network = NetworkOf(random);
        var mean = new double[network.Layout.Count];
        for (var row = 0; row < random.Count; row++)
        {
            var (_, gradientAlone) = Differentiate(network, random with
            {
                Observations = random.Observations[(row * 3)..(row * 3 + 3)],
                Actions = [random.Actions[row]],
                Advantages = [random.Advantages[row]],
                Returns = [random.Returns[row]],
            });
            for (var i = 0; i < mean.Length; i++)
                mean[i] += gradientAlone[i] / (double)random.Count;
        }

        var (_, gradient) = Differentiate(network, random);

        AssertClose(mean, gradient, 2e-6 * (1 + Norm(mean)));
    }

    [Fact]
    public void The_same_call_gives_the_same_bytes_and_a_gradient_adds_to_none_before()
    {
        var random = RandomNetwork.Fixed(Small, count: 9);
        using var network = NetworkOf(random);
        var forward = Forward(network, random);
        var (terms, gradient) = Differentiate(network, random);

        for (var repetition = 0; repetition < 3; repetition++)
        {
            var (logits, values) = Forward(network, random);
            var (termsAgain, gradientAgain) = Differentiate(network, random);

            Assert.Equal(forward.Logits, logits);
            Assert.Equal(forward.Values, values);
            Assert.Equal(terms, termsAgain);
            Assert.Equal(gradient, gradientAgain);
        }
    }

    [Fact]
    public void A_larger_batch_in_between_leaves_no_trace()
    {
        var random = RandomNetwork.Fixed(Small, count: 2);
        using var network = NetworkOf(random);
        var (_, before) = Differentiate(network, random);

        var larger = RandomNetwork.Fixed(Small, count: 50);
        Forward(network, larger);
        Differentiate(network, larger);

        Assert.Equal(before, Differentiate(network, random).Gradient);
    }

    // ---- Parameters

    [Fact]
    public void Starts_with_all_parameters_zero()
    {
        using var network = Create(Small);

        var (logits, values) = Forward(network, [1, 2, 3, 4, 5, 6], rows: 2, actionCount: 4);

        Assert.Equal(new float[8], logits);
        Assert.Equal(new float[2], values);
    }

    [Fact]
    public void Keeps_a_copy_of_the_parameters_of_its_own()
    {
        var random = RandomNetwork.Fixed(Small, count: 2);
        using var network = NetworkOf(random);
        using var other = NetworkOf(random);
        var (logits, _) = Forward(network, random);

        other.Load(new float[random.Parameters.Length]);
        Array.Clear(random.Parameters);

        Assert.Equal(logits, Forward(network, random).Logits);
    }

    // ---- The door

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_wrong_number_of_parameters_is_refused(int surplus)
    {
        using var network = Create(Small);
        var count = RandomNetwork.CountOf(Small);

        var error = Assert.Throws<ArgumentException>(() => network.Load(new float[count + surplus]));

        Assert.Contains($"{count} parameters; got {count + surplus}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 8, 2)]
    [InlineData(7, 8, 2)]
    [InlineData(6, 7, 2)]
    [InlineData(6, 9, 2)]
    [InlineData(6, 8, 3)]
    [InlineData(0, 0, 0)]
    public void Wrong_lengths_of_a_forward_pass_are_refused(int observations, int logits, int values)
    {
        using var network = Create(Small);

        Assert.Throws<ArgumentException>(() => network.Forward(new float[observations], new float[logits], new float[values]));
    }

    [Theory]
    [InlineData("observations")]
    [InlineData("advantages")]
    [InlineData("returns")]
    [InlineData("gradient")]
    [InlineData("everything")]
    public void Wrong_lengths_of_a_gradient_are_refused(string wrong)
    {
        using var network = Create(Small);
        var count = wrong == "everything" ? 0 : 2;
        int LengthOf(string name, int length) => name == wrong ? length + 1 : length;

        Assert.Throws<ArgumentException>(() => network.Gradient(
            new TransitionBatch(
                new float[LengthOf("observations", count * 3)], new int[count], new float[LengthOf("advantages", count)], new float[LengthOf("returns", count)]),
            new LossCoefficients(0.5, 0.01),
            new float[LengthOf("gradient", network.Layout.Count)]));
    }

    [Fact]
    public void An_unknown_activation_is_refused_at_the_start()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Create(Small with { Activation = (Activation)7 }));

        Assert.Contains("Unknown activation", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void An_action_that_there_is_not_is_refused(int action)
    {
        var random = RandomNetwork.Fixed(Small, count: 2);
        using var network = NetworkOf(random);

        Assert.Throws<ArgumentException>(() => Differentiate(network, random with { Actions = [0, action] }));
    }

    // ---- A forward pass that is kept

    [Fact]
    public void What_was_kept_piece_by_piece_gives_the_gradient_of_the_whole()
    {
        var random = RandomNetwork.Fixed(Small, count: 150);
        using var network = NetworkOf(random);
        var (logits, values) = Forward(network, random);
        var (terms, gradient) = Differentiate(network, random);

        var (keptTerms, keptGradient) = Kept(network, random, pieces: [1, 70, 8, 8, 63]);

        // The sums go over other chunks of rows, but no further.
        AssertClose(gradient.Select(element => (double)element), keptGradient, 1e-6);
        Assert.Equal(terms.Policy, keptTerms.Policy, 1e-6);
        Assert.Equal(terms.Value, keptTerms.Value, 1e-6);
        Assert.Equal(terms.Entropy, keptTerms.Entropy, 1e-6);

        (LossTerms, float[]) Kept(IPolicyNetwork network, RandomNetwork random, int[] pieces)
        {
            var first = 0;
            foreach (var rows in pieces)
            {
                var (pieceLogits, pieceValues) = (new float[rows * 4], new float[rows]);
                network.ForwardAndKeep(first, random.Observations.AsSpan(first * 3, rows * 3), pieceLogits, pieceValues);
                AssertClose(logits.Skip(first * 4).Take(rows * 4).Select(element => (double)element), pieceLogits, 1e-6);
                AssertClose(values.Skip(first).Take(rows).Select(element => (double)element), pieceValues, 1e-6);
                first += rows;
            }

            // A pass in between, as for the values of where a rollout ends, is none of those that are kept.
            Forward(network, RandomNetwork.Fixed(Small, count: 9, seed: 7));
            var gradient = new float[network.Layout.Count];
            return (network.GradientOfKept(random.Batch, random.Coefficients, gradient), gradient);
        }
    }

    [Fact]
    public void A_batch_that_is_kept_after_another_begins_afresh()
    {
        var random = RandomNetwork.Fixed(Small, count: 5);
        var other = RandomNetwork.Fixed(Small, count: 5, seed: 2) with { Parameters = random.Parameters };
        using var network = NetworkOf(random);
        var (_, expected) = Differentiate(network, random);

        var gradient = new float[network.Layout.Count];
        foreach (var batch in new[] { other, random })
        {
            network.ForwardAndKeep(0, batch.Observations, new float[20], new float[5]);
            network.GradientOfKept(batch.Batch, batch.Coefficients, gradient);
        }

        Assert.Equal(expected, gradient);
    }
}

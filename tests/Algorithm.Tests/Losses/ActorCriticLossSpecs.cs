using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Tests.Networks;
using CsCheck;
using TorchSharp;

namespace ActorCritic.Distributed.Algorithm.Tests.Losses;

public class ActorCriticLossSpecs
{
    private const double Subnormal = 1e-37;

    /// <summary>A batch as arrays, with what the network said of it.</summary>
    private sealed record Outputs(int[] Actions, float[] Advantages, float[] Returns, float[] Logits, float[] Values, LossCoefficients Coefficients)
    {
        public int Count => Actions.Length;

        public int ActionCount => Logits.Length / Count;

        public double[][] LogitRows => [.. Logits.Chunk(ActionCount).Select(Doubles)];

        public LiteralBatch Literal => new(Actions, Doubles(Advantages), Doubles(Returns));

        public (LossTerms Terms, float[] LogitGradient, float[] ValueGradient) Differentiate()
        {
            // Filled with NaN, so that an element that is not written shows.
            var logitGradient = Enumerable.Repeat(float.NaN, Logits.Length).ToArray();
            var valueGradient = Enumerable.Repeat(float.NaN, Count).ToArray();
            var terms = ActorCriticLoss.Differentiate(
                new TransitionBatch([], Actions, Advantages, Returns), Coefficients, Logits, Values, logitGradient, valueGradient);
            return (terms, logitGradient, valueGradient);
        }

        /// <summary>What float32 may add to an element of the policy's gradient: a few roundings of what it can amount to, and nothing below the normal numbers.</summary>
        public double RoundingError(int row) => 2e-6 * (Math.Abs(Advantages[row]) + Coefficients.Entropy * (1 + Math.Log(ActionCount))) / Count + Subnormal;
    }

    private static double[] Doubles(float[] numbers) => [.. numbers.Select(number => (double)number)];

    private static readonly Gen<Outputs> GenOutputs = GenOutputsOf(Gen.Float[-6, 6]);

    private static Gen<Outputs> GenOutputsOf(Gen<float> logit) =>
        from count in Gen.Int[1, 20]
        from actionCount in Gen.Int[1, 6]
        from actions in Gen.Int[0, actionCount - 1].Array[count]
        from advantages in Gen.Float[-4, 4].Array[count]
        from returns in Gen.Float[-50, 50].Array[count]
        from logits in logit.Array[count * actionCount]
        from values in Gen.Float[-50, 50].Array[count]
        from valueCoefficient in Gen.Double[0, 2]
        from entropyCoefficient in Gen.Double[0, 1]
        select new Outputs(actions, advantages, returns, logits, values, new LossCoefficients(valueCoefficient, entropyCoefficient));

    // ---- Worked by hand

    [Fact]
    public void Follows_a_table_worked_by_hand()
    {
        // c_v = 1/2, β = 1/10, B = 2.
        //   logits     p          a    Â    V    R     −log π·Â           (V − R)²   H
        //   0, 0       1/2, 1/2   0    2    1    3     log 2 · 2          4          log 2
        //   log 3, 0   3/4, 1/4   1   −4    0   −1     log 4 · (−4)       1          log 4 − 3/4·log 3
        var log2 = Math.Log(2);
        var log3 = Math.Log(3);
        var outputs = new Outputs([0, 1], [2, -4], [3, -1], [0, 0, (float)log3, 0], [1, 0], new LossCoefficients(0.5, 0.1));

        var (terms, logitGradient, valueGradient) = outputs.Differentiate();

        Assert.Equal(-3 * log2, terms.Policy, 1e-6);
        Assert.Equal(2.5, terms.Value, 1e-6);
        Assert.Equal((3 * log2 - 0.75 * log3) / 2, terms.Entropy, 1e-6);
        Assert.Equal(-3 * log2 + 0.5 * 2.5 - 0.1 * (3 * log2 - 0.75 * log3) / 2, terms.Total(outputs.Coefficients), 1e-6);

        //   row 0: 1/2·[ 2·(p − 1{k = a}) + β·p·(log p + H) ],  log p + H = 0 at the uniform distribution
        //   row 1: 1/2·[ −4·(p − 1{k = a}) + β·p·(log p + H) ], log p + H = log 3 / 4 and −3·log 3 / 4
        double[] expected = [-0.5, 0.5, (-3 + 0.1 * 3 / 16 * log3) / 2, (3 - 0.1 * 3 / 16 * log3) / 2];
        for (var k = 0; k < 4; k++)
            Assert.Equal(expected[k], logitGradient[k], 1e-6);

        //   2·c_v·(V − R)/B
        Assert.Equal([-1, 0.5f], valueGradient);
    }

    // ---- Against PyTorch

    [Fact]
    public void Has_the_terms_that_PyTorch_has()
    {
        foreach (var golden in GoldenPolicyGradient.All)
        {
            var (terms, logitGradient, valueGradient) = OutputsOf(golden).Differentiate();

            Assert.Equal(1, golden.PolicyCoef);
            AssertRelativelyClose(golden.PolicyLoss, terms.Policy);
            AssertRelativelyClose(golden.ValueLoss, terms.Value);
            AssertRelativelyClose(golden.Entropy, terms.Entropy);
            AssertRelativelyClose(golden.Loss, terms.Total(golden.Coefficients));

            // A head's bias adds to every logit or value, so its gradient is the sum over the batch.
            for (var k = 0; k < 2; k++)
                Assert.Equal(golden.GradientOf("ba", k), logitGradient.Where((_, i) => i % 2 == k).Sum(), 1e-6);
            AssertRelativelyClose(golden.GradientOf("bc", 0), valueGradient.Sum());
        }

        static void AssertRelativelyClose(double expected, double actual) => Assert.Equal(expected, actual, 2e-6 * Math.Abs(expected));

        static Outputs OutputsOf(GoldenPolicyGradient golden) => new(
            golden.Actions, Floats(golden.Advantages), Floats(golden.Returns), Floats([.. golden.Logits.SelectMany(row => row)]), Floats(golden.Values),
            golden.Coefficients);

        static float[] Floats(double[] numbers) => [.. numbers.Select(number => (float)number)];
    }

    [Fact]
    public void Has_the_derivatives_that_autograd_finds() => AssertThatAutogradAgrees(GenOutputs, tolerance: 3e-6);

    /// <summary>Most actions are all but impossible there, and what is left out of their gradient must not be seen.</summary>
    [Fact]
    public void Has_the_derivatives_that_autograd_finds_where_the_policy_is_sure() => AssertThatAutogradAgrees(GenOutputsOf(Gen.Float[-60, 60]), tolerance: 3e-5);

    private static void AssertThatAutogradAgrees(Gen<Outputs> genOutputs, double tolerance)
    {
        Check.Sample(genOutputs, outputs =>
        {
            var (terms, logitGradient, valueGradient) = outputs.Differentiate();
            var (loss, byLogits, byValues) = ByAutograd(outputs);

            Assert.Equal(loss, terms.Total(outputs.Coefficients), tolerance * (1 + terms.Value + Math.Abs(terms.Policy)));
            for (var i = 0; i < logitGradient.Length; i++)
                Assert.Equal(byLogits[i], logitGradient[i], outputs.RoundingError(i / outputs.ActionCount));
            for (var i = 0; i < valueGradient.Length; i++)
                Assert.Equal(byValues[i], valueGradient[i], 1e-5 * outputs.Coefficients.Value + Subnormal);
        });

        // The loss as one would write it in PyTorch, in float64.
        static (double Loss, double[] ByLogits, double[] ByValues) ByAutograd(Outputs outputs)
        {
            using var scope = torch.NewDisposeScope();
            var logits = torch.tensor(Doubles(outputs.Logits), [outputs.Count, outputs.ActionCount], torch.float64, requires_grad: true);
            var values = torch.tensor(Doubles(outputs.Values), torch.float64, requires_grad: true);
            var actions = torch.tensor([.. outputs.Actions.Select(action => (long)action)], [outputs.Count, 1], torch.int64);
            var advantages = torch.tensor(Doubles(outputs.Advantages), torch.float64);
            var returns = torch.tensor(Doubles(outputs.Returns), torch.float64);

            var logProbabilities = torch.nn.functional.log_softmax(logits, 1);
            var policy = -(logProbabilities.gather(1, actions).squeeze(1) * advantages).mean();
            var value = torch.nn.functional.mse_loss(values, returns);
            var entropy = -(logProbabilities.exp() * logProbabilities).sum(1).mean();
            var loss = policy + outputs.Coefficients.Value * value - outputs.Coefficients.Entropy * entropy;
            var gradients = torch.autograd.grad([loss], [logits, values]);

            return (loss.item<double>(), gradients[0].data<double>().ToArray(), gradients[1].data<double>().ToArray());
        }
    }

    // ---- Against the formula

    [Fact]
    public void Has_the_terms_of_the_formula()
    {
        Check.Sample(GenOutputs, outputs =>
        {
            var expected = LiteralLoss.Terms(outputs.Literal, outputs.LogitRows, Doubles(outputs.Values));

            var (terms, _, _) = outputs.Differentiate();

            Assert.Equal(expected.Policy, terms.Policy, 5e-6);
            Assert.Equal(expected.Value, terms.Value, 2e-6 * (100 + expected.Value));
            Assert.Equal(expected.Entropy, terms.Entropy, 2e-6);
        });
    }

    [Fact]
    public void Has_the_derivatives_that_finite_differences_find()
    {
        const double step = 1e-5;
        Check.Sample(GenOutputs, outputs =>
        {
            var (_, logitGradient, valueGradient) = outputs.Differentiate();

            for (var i = 0; i < logitGradient.Length; i++)
            {
                var difference = TotalAt(logitOffset: (i, step)) - TotalAt(logitOffset: (i, -step));
                Assert.Equal(difference / (2 * step), logitGradient[i], outputs.RoundingError(i / outputs.ActionCount) + 1e-6);
            }

            for (var i = 0; i < valueGradient.Length; i++)
            {
                var difference = TotalAt(valueOffset: (i, step)) - TotalAt(valueOffset: (i, -step));
                Assert.Equal(difference / (2 * step), valueGradient[i], 2e-5);
            }

            // In double: float32 would leave four digits of such a difference.
            double TotalAt((int Index, double By)? logitOffset = null, (int Index, double By)? valueOffset = null)
            {
                var logits = outputs.LogitRows;
                var values = Doubles(outputs.Values);
                if (logitOffset is var (i, byLogit))
                    logits[i / outputs.ActionCount][i % outputs.ActionCount] += byLogit;
                if (valueOffset is var (j, byValue))
                    values[j] += byValue;
                return LiteralLoss.Terms(outputs.Literal, logits, values).Total(outputs.Coefficients);
            }
        });
    }

    // ---- What must not matter, and what must vanish

    [Fact]
    public void A_constant_added_to_all_logits_changes_nothing()
    {
        // Multiples of 1/64 below 2^14: every sum is exact in float32, so not one bit may differ.
        var genLogit = Gen.Int[-512, 512].Select(number => number / 64f);
        Check.Sample(
            from outputs in GenOutputs
            from logits in genLogit.Array[outputs.Logits.Length]
            from constant in Gen.Int[-500_000, 500_000].Select(number => number / 64f)
            select (outputs with { Logits = logits }, constant),
            sample =>
            {
                var (outputs, constant) = sample;
                var shifted = outputs with { Logits = [.. outputs.Logits.Select(logit => logit + constant)] };

                var (terms, logitGradient, _) = outputs.Differentiate();
                var (shiftedTerms, shiftedGradient, _) = shifted.Differentiate();

                Assert.Equal(terms, shiftedTerms);
                Assert.Equal(logitGradient, shiftedGradient);
            });
    }

    [Fact]
    public void The_derivatives_by_one_rows_logits_add_up_to_zero()
    {
        Check.Sample(GenOutputs, outputs =>
        {
            var (_, logitGradient, _) = outputs.Differentiate();
            foreach (var (row, gradient) in logitGradient.Chunk(outputs.ActionCount).Index())
                Assert.Equal(0, gradient.Sum(element => (double)element), outputs.RoundingError(row));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void The_entropy_of_equal_logits_is_the_logarithm_of_their_number_and_has_no_slope(int actionCount)
    {
        var logits = Enumerable.Repeat(-3.25f, actionCount).ToArray();
        var outputs = new Outputs([0], [0], [0], logits, [0], new LossCoefficients(0, 1));

        var (terms, logitGradient, _) = outputs.Differentiate();

        Assert.Equal(Math.Log(actionCount), terms.Entropy, 1e-6 * (1 + Math.Log(actionCount)));
        Assert.All(logitGradient, element => Assert.Equal(0, element, 1e-6 / actionCount));
    }

    [Fact]
    public void A_batch_repeated_has_the_same_loss_and_the_gradient_of_each_copy_halved()
    {
        Check.Sample(GenOutputs, outputs =>
        {
            var twice = new Outputs(
                [.. outputs.Actions, .. outputs.Actions], [.. outputs.Advantages, .. outputs.Advantages], [.. outputs.Returns, .. outputs.Returns],
                [.. outputs.Logits, .. outputs.Logits], [.. outputs.Values, .. outputs.Values], outputs.Coefficients);

            var (terms, logitGradient, valueGradient) = outputs.Differentiate();
            var (twiceTerms, twiceLogitGradient, twiceValueGradient) = twice.Differentiate();

            // Halving is exact in binary, so only numbers too small to be normal may differ.
            Assert.Equal(terms.Total(outputs.Coefficients), twiceTerms.Total(outputs.Coefficients), 1e-9 * (1 + terms.Value + Math.Abs(terms.Policy)));
            Assert.Equal(logitGradient, twiceLogitGradient.Take(logitGradient.Length).Select(element => 2 * element), (x, y) => Math.Abs(x - y) <= Subnormal);
            Assert.Equal(valueGradient, twiceValueGradient.Take(valueGradient.Length).Select(element => 2 * element), (x, y) => Math.Abs(x - y) <= Subnormal);
        });
    }

    [Fact]
    public void A_good_action_becomes_more_probable_by_a_step_against_the_gradient_and_a_bad_one_less()
    {
        var outputs = new Outputs([1, 1], [3, -3], [0, 0], [0.5f, 0.2f, -0.4f, 0.5f, 0.2f, -0.4f], [0, 0], new LossCoefficients(0, 0));

        var (_, logitGradient, _) = outputs.Differentiate();

        Assert.True(logitGradient[1] < 0 && logitGradient[0] > 0 && logitGradient[2] > 0);
        Assert.True(logitGradient[4] > 0 && logitGradient[3] < 0 && logitGradient[5] < 0);
    }

    [Fact]
    public void The_entropy_bonus_pulls_towards_equal_logits()
    {
        var outputs = new Outputs([0], [0], [0], [2, 0, -1], [0], new LossCoefficients(0, 1));

        var (_, logitGradient, _) = outputs.Differentiate();

        Assert.True(logitGradient[0] > 0, "the greatest logit falls");
        Assert.True(logitGradient[2] < 0, "the least rises");
    }

    // ---- Large numbers

    [Theory]
    [InlineData(1e3f, 0)]
    [InlineData(1e6f, -1e6f)]
    [InlineData(3e38f, -3e38f)]
    [InlineData(-3e38f, -3e38f)]
    [InlineData(0, float.NegativeInfinity)]
    public void Logits_however_large_give_finite_numbers(float first, float second)
    {
        foreach (var action in (int[])[0, 1])
        {
            var (terms, logitGradient, valueGradient) = new Outputs([action], [1.5f], [0], [first, second], [0], new LossCoefficients(0.5, 0.01)).Differentiate();

            Assert.True(double.IsFinite(terms.Policy) && double.IsFinite(terms.Entropy), $"{terms}");
            Assert.All(logitGradient.Concat(valueGradient), element => Assert.True(float.IsFinite(element)));
        }
    }

    [Fact]
    public void Certainty_has_no_entropy_and_pulls_fully_at_the_action_that_was_not_expected()
    {
        var (terms, logitGradient, _) = new Outputs([1], [1], [0], [1e4f, 0], [0], new LossCoefficients(0, 0.01)).Differentiate();

        Assert.Equal(1e4, terms.Policy);
        Assert.Equal(0, terms.Entropy);
        Assert.Equal([1, -1], logitGradient);
    }

    [Fact]
    public void Logits_that_are_large_and_close_keep_all_their_digits()
    {
        // Two equal logits are one half each, wherever they are.
        var (terms, logitGradient, _) = new Outputs([0], [1], [0], [1e6f, 1e6f], [0], new LossCoefficients(0, 0)).Differentiate();

        Assert.Equal(Math.Log(2), terms.Policy, 1e-7);
        Assert.Equal([-0.5f, 0.5f], logitGradient, (x, y) => Math.Abs(x - y) <= 1e-7);
    }

    [Fact]
    public void A_logit_that_is_no_number_shows_in_the_gradient()
    {
        // The learner refuses gradients that are not finite, so divergence must not be smoothed over here.
        var (_, logitGradient, _) = new Outputs([0], [1], [0], [float.NaN, 0], [0], new LossCoefficients(0, 0)).Differentiate();

        Assert.Contains(logitGradient, float.IsNaN);
    }

    // ---- The door

    [Theory]
    [InlineData("advantages")]
    [InlineData("returns")]
    [InlineData("values")]
    [InlineData("logits")]
    [InlineData("logit gradients")]
    [InlineData("value gradients")]
    public void A_wrong_length_is_refused_with_all_lengths(string wrong)
    {
        var error = Assert.Throws<ArgumentException>(() => Differentiate(count: 3, actionCount: 2, name => name == wrong ? 1 : 0));

        Assert.Contains("A batch of 3 actions", error.Message, StringComparison.Ordinal);
        Assert.Contains(wrong is "logits" or "logit gradients" ? $"7 {wrong}" : $"4 {wrong}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_batch_is_refused() =>
        Assert.Throws<ArgumentException>(() => Differentiate(count: 0, actionCount: 2, _ => 0));

    [Fact]
    public void A_network_without_logits_is_refused() =>
        Assert.Throws<ArgumentException>(() => Differentiate(count: 3, actionCount: 0, _ => 0));

    private static void Differentiate(int count, int actionCount, Func<string, int> surplus) => ActorCriticLoss.Differentiate(
        new TransitionBatch([], new int[count], new float[count + surplus("advantages")], new float[count + surplus("returns")]),
        new LossCoefficients(0.5, 0.01),
        new float[count * actionCount + surplus("logits")],
        new float[count + surplus("values")],
        new float[count * actionCount + surplus("logit gradients")],
        new float[count + surplus("value gradients")]);

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void An_action_without_a_logit_is_named(int action)
    {
        var error = Assert.Throws<ArgumentException>(() => new Outputs([0, action], [1, 1], [0, 0], [0, 0, 0, 0], [0, 0], default).Differentiate());

        Assert.Contains($"Action 1 of the batch is {action}; with 2 logits a row it must be 0 … 1", error.Message, StringComparison.Ordinal);
    }
}

using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Tests.Losses;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class ActionSelectionSpecs
{
    /// <summary>A generator whose next uniform number is the greatest there is, 1 − 2⁻⁵³: xoshiro's output is rotl(s₀ + s₃, 23) + s₀.</summary>
    private static RandomGenerator GreatestUniform => new(0, 1, 1, ulong.MaxValue);

    /// <summary>A generator whose next uniform number is 0.</summary>
    private static RandomGenerator LeastUniform => new(0, 1, 1, 0);

    private static readonly Gen<float[]> GenLogits = Gen.Float[-8, 8].Array[1, 8];

    // ---- Sampling

    [Theory]
    [InlineData(new[] { 0f, 0f })]
    [InlineData(new[] { 1.5f, -0.5f })]
    [InlineData(new[] { -1f, 0f, 1f, 2f, -3f, 0.5f })]
    [InlineData(new[] { 1000f, 999f, 998.5f })]
    [InlineData(new[] { -500f, -500f, -501f, -499f })]
    public void Actions_are_drawn_with_the_probabilities_of_softmax(float[] logits)
    {
        const int draws = 200_000;
        var generator = new RandomGenerator(20);
        var counts = new int[logits.Length];
        for (var draw = 0; draw < draws; draw++)
            counts[ActionSelection.Sample(logits, generator)]++;

        var probabilities = LiteralLoss.Softmax([.. logits.Select(logit => (double)logit - logits[0])]);
        var chiSquare = counts.Zip(probabilities, (count, probability) => Math.Pow(count - draws * probability, 2) / (draws * probability)).Sum();

        // Exceeded once in 1,000 by chance for 1 to 5 degrees of freedom; the seed is fixed.
        double[] quantiles = [10.83, 13.82, 16.27, 18.47, 20.52];
        Assert.True(chiSquare < quantiles[logits.Length - 2], $"χ² = {chiSquare}: {string.Join(", ", counts)}");
    }

    [Fact]
    public void The_uniform_number_is_looked_up_in_the_cumulative_distribution()
    {
        Check.Sample(Gen.Select(GenLogits, Gen.ULong), (logits, seed) =>
        {
            var uniform = new RandomGenerator(seed).NextDouble();
            var probabilities = LiteralLoss.Softmax([.. logits.Select(logit => (double)logit)]);

            var action = ActionSelection.Sample(logits, new RandomGenerator(seed));

            // The action's own interval, a rounding error of float32 wider.
            Assert.InRange(uniform, probabilities[..action].Sum() - 1e-6, probabilities[..(action + 1)].Sum() + 1e-6);
        });
    }

    [Fact]
    public void Exactly_one_number_is_consumed_whatever_the_logits()
    {
        Check.Sample(Gen.Select(GenLogits, Gen.ULong), (logits, seed) =>
        {
            var (generator, twin) = (new RandomGenerator(seed), new RandomGenerator(seed));

            ActionSelection.Sample(logits, generator);
            twin.NextUInt64();

            Assert.Equal(twin.NextUInt64(), generator.NextUInt64());
        });
    }

    [Theory]
    [InlineData(new[] { 0f, -1000f })]
    [InlineData(new[] { 0f, -101f })]
    [InlineData(new[] { 0.3f, 0.2f, 0.1f, -200f })]
    [InlineData(new[] { 3e38f, -3e38f, -3e38f })]
    [InlineData(new[] { 1f, 1f, float.NegativeInfinity, float.NegativeInfinity })]
    public void The_greatest_uniform_number_draws_no_action_of_probability_zero(float[] logits)
    {
        // In float32 that number is 1, which would fall through to the last action.
        var lastPossible = Array.FindLastIndex(logits, logit => logit >= logits[0] - 100);

        Assert.Equal(lastPossible, ActionSelection.Sample(logits, GreatestUniform));
    }

    [Theory]
    [InlineData(new[] { -1000f, 0f })]
    [InlineData(new[] { -101f, 0f })]
    [InlineData(new[] { float.NegativeInfinity, -1000f, 1f, 0f })]
    public void The_least_uniform_number_draws_no_action_of_probability_zero(float[] logits)
    {
        Assert.Equal(Array.FindIndex(logits, logit => logit > -100), ActionSelection.Sample(logits, LeastUniform));
    }

    [Fact]
    public void The_greatest_uniform_number_always_finds_an_action()
    {
        Check.Sample(GenLogits, logits => Assert.InRange(ActionSelection.Sample(logits, GreatestUniform), 0, logits.Length - 1));
        Assert.Equal(1 - Math.ScaleB(1, -53), GreatestUniform.NextDouble());
        Assert.Equal(0, LeastUniform.NextDouble());
    }

    [Theory]
    [InlineData(new[] { 0f, float.NaN })]
    [InlineData(new[] { float.NaN, 0f, 1f })]
    [InlineData(new[] { 0f, float.PositiveInfinity })]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity })]
    public void Logits_without_probabilities_are_shown_with_what_to_do(float[] logits)
    {
        var error = Assert.Throws<ArgumentException>(() => ActionSelection.Sample(logits, new RandomGenerator(1)));

        Assert.Contains("The policy has diverged", error.Message, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", logits), error.Message, StringComparison.Ordinal);
        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_actions_are_drawn_as_if_a_third_were_impossible()
    {
        // The third sends the same logits through the loop for any number of actions.
        var logits = new RandomGenerator(3);
        var (two, three) = (new RandomGenerator(5), new RandomGenerator(5));
        for (var i = 0; i < 2_000; i++)
        {
            var (first, second) = ((float)logits.NextUniform(-4, 4), (float)logits.NextUniform(-4, 4));

            Assert.Equal(ActionSelection.Sample([first, second, float.NegativeInfinity], three), ActionSelection.Sample([first, second], two));
        }
    }

    [Fact]
    public void A_single_action_is_always_taken() =>
        Assert.Equal(0, ActionSelection.Sample([-7], new RandomGenerator(1)));

    // ---- The greedy action

    [Theory]
    [InlineData(new[] { 3f }, 0)]
    [InlineData(new[] { 0f, 1f }, 1)]
    [InlineData(new[] { 1f, 1f }, 0)]
    [InlineData(new[] { -1f, 2f, 0f, 2f, 2f }, 1)]
    [InlineData(new[] { float.NegativeInfinity, -3e38f }, 1)]
    public void Greedy_is_the_first_of_the_greatest_logits(float[] logits, int expected) =>
        Assert.Equal(expected, ActionSelection.Greedy(logits));

    [Fact]
    public void Greedy_finds_the_greatest_among_many()
    {
        // Long enough for every path of a vectorised search.
        Check.Sample(Gen.Int[-5, 5].Select(number => (float)number).Array[1, 80], logits =>
            Assert.Equal(Array.IndexOf(logits, logits.Max()), ActionSelection.Greedy(logits)));
    }

    [Theory]
    [InlineData(new[] { float.NaN, 1f })]
    [InlineData(new[] { 1f, float.NaN })]
    public void Greedy_refuses_logits_that_are_no_numbers(float[] logits)
    {
        var error = Assert.Throws<ArgumentException>(() => ActionSelection.Greedy(logits));

        Assert.Contains("The policy has diverged", error.Message, StringComparison.Ordinal);
    }
}

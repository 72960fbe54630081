using ActorCritic.Distributed.Algorithm.Rollouts;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class ExplainedVarianceSpecs
{
    [Fact]
    public void Follows_a_table_worked_by_hand()
    {
        // Returns 1 2 3 4: mean 2.5, squared deviations 5. Residuals 1 − 0, 2 − 2, 3 − 2, 4 − 4 = 1 0 1 0: mean 0.5, squared deviations 1.
        Assert.Equal(1 - 1.0 / 5, ExplainedVariance.Compute([0, 2, 2, 4], [1, 2, 3, 4]), 1e-12);
    }

    [Fact]
    public void A_perfect_critic_explains_everything_even_with_a_constant_offset()
    {
        Assert.Equal(1, ExplainedVariance.Compute([1, 2, 4], [1, 2, 4]));
        Assert.Equal(1, ExplainedVariance.Compute([11, 12, 14], [1, 2, 4]));
    }

    [Fact]
    public void A_constant_critic_explains_nothing() =>
        Assert.Equal(0, ExplainedVariance.Compute([7, 7, 7], [1, 2, 4]), 1e-12);

    [Fact]
    public void A_critic_that_is_the_wrong_way_round_explains_less_than_nothing() =>
        Assert.Equal(1 - 4, ExplainedVariance.Compute([-1, -2, -4], [1, 2, 4]), 1e-12);

    [Fact]
    public void Agrees_with_the_literal_formula()
    {
        Check.Sample(Gen.Select(Gen.Float[-9, 9], Gen.Float[-9, 9]).Array[2, 100], pairs =>
        {
            float[] values = [.. pairs.Select(pair => pair.Item1)];
            float[] returns = [.. pairs.Select(pair => pair.Item2)];
            if (returns.Distinct().Count() == 1)
                return;

            var expected = 1 - Variance([.. pairs.Select(pair => (double)pair.Item2 - pair.Item1)]) / Variance([.. returns]);

            Assert.Equal(expected, ExplainedVariance.Compute(values, returns), 1e-9 * (1 + Math.Abs(expected)));
        });

        static double Variance(double[] numbers) => numbers.Average(number => Math.Pow(number - numbers.Average(), 2));
    }

    [Fact]
    public void Without_variance_in_the_returns_there_is_nothing_to_explain()
    {
        Assert.Equal(double.NaN, ExplainedVariance.Compute([], []));
        Assert.Equal(double.NaN, ExplainedVariance.Compute([1], [2]));
        Assert.Equal(double.NaN, ExplainedVariance.Compute([1, 2, 3], [0.1f, 0.1f, 0.1f]));
    }

    [Fact]
    public void Different_lengths_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => ExplainedVariance.Compute([1, 2], [1, 2, 3]));

        Assert.Contains("2 values and 3 returns", error.Message, StringComparison.Ordinal);
    }
}

using ActorCritic.Distributed.Algorithm.Rollouts;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class AdvantageNormalizationSpecs
{
    [Fact]
    public void Divides_by_the_standard_deviation_of_a_sample()
    {
        // Mean 4, squared deviations 9 + 1 + 1 + 9 = 20: of a sample √(20/3), of a population √5.
        float[] advantages = [1, 3, 5, 7];

        AdvantageNormalization.Normalize(advantages);

        var deviation = Math.Sqrt(20.0 / 3);
        float[] expected = [(float)(-3 / deviation), (float)(-1 / deviation), (float)(1 / deviation), (float)(3 / deviation)];
        Assert.Equal(expected, advantages, (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void Gives_mean_0_and_standard_deviation_1()
    {
        Check.Sample(Gen.Float[-1000, 1000].Array[2, 300], advantages =>
        {
            var (_, before) = MeanAndDeviation(advantages);
            if (before == 0)
                return;

            AdvantageNormalization.Normalize(advantages);

            var (mean, deviation) = MeanAndDeviation(advantages);
            Assert.Equal(0, mean, 1e-6);
            Assert.Equal(before / (before + 1e-8), deviation, 1e-5);
        });

        static (double Mean, double Deviation) MeanAndDeviation(float[] numbers)
        {
            var mean = numbers.Average(number => (double)number);
            return (mean, Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Length - 1)));
        }
    }

    [Fact]
    public void Keeps_what_is_better_than_what()
    {
        Check.Sample(Gen.Float[-10, 10].Array[2, 50], advantages =>
        {
            var before = advantages.ToArray();

            AdvantageNormalization.Normalize(advantages);

            var byOld = Enumerable.Range(0, before.Length).OrderBy(i => before[i]).Select(i => advantages[i]).ToArray();
            Assert.Equal(byOld.Order(), byOld);
        });
    }

    [Fact]
    public void A_large_common_offset_does_not_cost_the_differences()
    {
        // The sum of squares minus the square of the sum would lose everything here.
        float[] advantages = [1_000_000, 1_000_001, 1_000_002];

        AdvantageNormalization.Normalize(advantages);

        Assert.Equal([-1, 0, 1], advantages, (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void Keeps_the_small_constant_of_the_reference_in_the_divisor()
    {
        // The standard deviation of ±1e-8 is √2·1e-8: with ε the result is 1 / (√2 + 1), without it 1 / √2.
        float[] advantages = [-1e-8f, 1e-8f];

        AdvantageNormalization.Normalize(advantages);

        Assert.Equal(1 / (Math.Sqrt(2) + 1), advantages[1], 1e-6);
    }

    [Fact]
    public void Equal_advantages_become_zeros()
    {
        Check.Sample(Gen.Select(Gen.Float[-100, 100], Gen.Int[2, 200]), (advantage, count) =>
        {
            var advantages = Enumerable.Repeat(advantage, count).ToArray();

            AdvantageNormalization.Normalize(advantages);

            Assert.All(advantages, zero => Assert.Equal(0, zero, 1e-6f));
        });
    }

    [Fact]
    public void A_single_advantage_stays_as_it_is()
    {
        float[] advantages = [20];

        AdvantageNormalization.Normalize(advantages);

        Assert.Equal(20, advantages[0]);
    }
}

using ActorCritic.Distributed.Algorithm.Rollouts;
using CsCheck;
using static ActorCritic.Distributed.Algorithm.Tests.Rollouts.AdvantageRollouts;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class GeneralizedAdvantageEndingSpecs
{
    // ---- Endings

    [Fact]
    public void A_truncated_step_bootstraps_from_its_successor()
    {
        // The reset state that follows is worth 100 and must not be taken for the successor, which is worth 7.
        var rollout = OneEnvironment([1, 1], [10, 100], [7, 100], truncatedAt: 0);

        var (advantages, returns) = rollout.Estimate(1, 1);

        Assert.Equal(1 + 7 - 10, advantages[0]);
        Assert.Equal(1 + 7, returns[0]);
    }

    [Fact]
    public void A_terminated_step_bootstraps_nothing()
    {
        var rollout = OneEnvironment([1, 1], [10, 100], [7, 100], terminatedAt: 0);

        var (advantages, returns) = rollout.Estimate(1, 1);

        Assert.Equal(1 - 10, advantages[0]);
        Assert.Equal(1, returns[0]);
    }

    [Fact]
    public void A_step_both_terminated_and_truncated_bootstraps_nothing()
    {
        var rollout = OneEnvironment([1, 1], [10, 100], [7, 100], terminatedAt: 0, truncatedAt: 0);

        Assert.Equal(1 - 10, rollout.Estimate(1, 1).Advantages[0]);
    }

    [Fact]
    public void The_last_step_of_a_rollout_bootstraps_from_its_successor()
    {
        Assert.Equal(1 + 7 - 10, OneEnvironment([1], [10], [7]).Estimate(1, 1).Advantages[0]);
    }

    [Fact]
    public void The_value_of_a_terminal_successor_is_not_even_read()
    {
        var rollout = OneEnvironment([1, 1], [10, 100], [float.NaN, 100], terminatedAt: 0);

        Assert.Equal(1 - 10, rollout.Estimate(1, 1).Advantages[0]);
    }

    [Fact]
    public void Nothing_leaks_from_the_next_episode_into_an_advantage()
    {
        // Change everything after an ending, in the same environment: up to the ending not one bit may change.
        Check.Sample(Gen.Select(GenRollout, GenFraction, GenFraction, Gen.Int[0, 1000]), (rollout, discount, gaeLambda, pick) =>
        {
            var endings = Enumerable.Range(0, rollout.Count).Where(rollout.Ended).ToArray();
            if (endings.Length == 0)
                return;
            var ending = endings[pick % endings.Length];
            bool IsLater(int i) => i > ending && i % rollout.E == ending % rollout.E;
            float[] Disturbed(float[] numbers) => [.. numbers.Select((number, i) => IsLater(i) ? number * 31 + 17 : number)];
            var disturbed = rollout with
            {
                Rewards = Disturbed(rollout.Rewards),
                Values = Disturbed(rollout.Values),
                NextValues = Disturbed(rollout.NextValues),
            };

            var (before, _) = rollout.Estimate(discount, gaeLambda);
            var (after, _) = disturbed.Estimate(discount, gaeLambda);

            for (var i = 0; i < rollout.Count; i++)
            {
                if (!IsLater(i))
                    Assert.Equal(before[i], after[i]);
            }
        });
    }

    // ---- The door

    [Fact]
    public void A_rollout_without_steps_has_no_advantages()
    {
        var (advantages, returns) = OneEnvironment([], [], []).Estimate(0.99, 0.95);

        Assert.Empty(advantages);
        Assert.Empty(returns);
    }

    [Theory]
    [InlineData("values")]
    [InlineData("nextValues")]
    [InlineData("terminated")]
    [InlineData("truncated")]
    [InlineData("advantages")]
    [InlineData("returns")]
    public void A_wrong_length_is_refused_by_name(string shortOne)
    {
        int LengthOf(string name) => name == shortOne ? 5 : 6;
        var error = Assert.Throws<ArgumentException>(() => GeneralizedAdvantage.Compute(
            new float[6], new float[LengthOf("values")], new float[LengthOf("nextValues")], new bool[LengthOf("terminated")],
            new bool[LengthOf("truncated")], 2, 0.99, 0.95, new float[LengthOf("advantages")], new float[LengthOf("returns")]));

        Assert.Equal(shortOne, error.ParamName);
        Assert.Contains("5 elements and there are 6 rewards", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_time_step_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Estimate(count: 6, environments: 4));

        Assert.Contains("6 rewards, which is no multiple of 4 environments", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.01, 0.5, "discount")]
    [InlineData(1.01, 0.5, "discount")]
    [InlineData(double.NaN, 0.5, "discount")]
    [InlineData(0.5, -0.01, "gaeLambda")]
    [InlineData(0.5, 1.01, "gaeLambda")]
    [InlineData(0.5, double.NaN, "gaeLambda")]
    public void A_discount_or_lambda_outside_0_to_1_is_refused(double discount, double gaeLambda, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Estimate(6, 1, discount, gaeLambda));

        Assert.Equal(name, error.ParamName);
    }

    [Fact]
    public void No_environments_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimate(count: 0, environments: 0));

    private static void Estimate(int count, int environments, double discount = 0.99, double gaeLambda = 0.95) =>
        GeneralizedAdvantage.Compute(
            new float[count], new float[count], new float[count], new bool[count], new bool[count],
            environments, discount, gaeLambda, new float[count], new float[count]);
}

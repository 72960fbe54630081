using ActorCritic.Distributed.Algorithm.Staleness;

namespace ActorCritic.Distributed.Algorithm.Tests.Staleness;

public class StalenessPolicySpecs
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.25)]
    [InlineData(4, 0.125)]
    [InlineData(1_000_000, 5e-7)]
    public void The_scaled_learning_rate_follows_a_table_worked_by_hand(long staleness, double expected) =>
        Assert.Equal(expected, StalenessScaling.LearningRate(0.5, staleness));

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(3, 0, true)]
    [InlineData(3, 3, true)]
    [InlineData(3, 4, false)]
    [InlineData(3, long.MaxValue, false)]
    public void A_bound_allows_what_is_no_staler_than_it_says(long maximum, long staleness, bool isAllowed) =>
        Assert.Equal(isAllowed, new StalenessBound(maximum).Allows(staleness));
}

using ActorCritic.Distributed.Node.Comparison.Report;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Report;

public sealed class CurveBandSpecs
{
    [Fact]
    public void Shows_mean_and_quartiles_over_the_seeds()
    {
        // Three seeds of two episodes; means of the last episodes 1, 2, 6 and then 2, 3, 10. Quartiles half-way to the median.
        var points = CurveBand.Of([Seed(1, 3), Seed(2, 4), Seed(6, 14)], CurveAxis.Episodes, maxSteps: 100);

        Assert.Equal([new CurvePoint(1, 3, 1.5, 4), new CurvePoint(2, 5, 2.5, 6.5)], points);
    }

    [Fact]
    public void Over_episodes_it_ends_with_the_last_one_that_every_seed_has_played() =>
        Assert.Equal(2, CurveBand.Of([Seed(1, 1, 1, 1), Seed(1, 1)], CurveAxis.Episodes, maxSteps: 100)[^1].X);

    [Fact]
    public void Over_steps_it_begins_where_every_seed_has_ended_an_episode_and_ends_with_the_budget()
    {
        var slow = new ReturnAverage([new(35, 7, 35)]);

        var points = CurveBand.Of([Seed(1, 1), slow], CurveAxis.EnvironmentSteps, maxSteps: 50);

        Assert.Equal(35, points[0].X);
        Assert.Equal(50, points[^1].X);
        Assert.All(points, point => Assert.Equal(4, point.Mean));
    }

    [Fact]
    public void Without_seeds_or_episodes_there_is_no_curve()
    {
        Assert.Empty(CurveBand.Of([], CurveAxis.EnvironmentSteps, maxSteps: 50));
        Assert.Empty(CurveBand.Of([Seed(1), Seed()], CurveAxis.EnvironmentSteps, maxSteps: 50));
        Assert.Empty(CurveBand.Of([Seed(1), Seed()], CurveAxis.Episodes, maxSteps: 50));
    }

    [Fact]
    public void A_long_curve_has_as_many_points_as_can_be_seen()
    {
        var points = CurveBand.Of([Seed([.. Enumerable.Repeat(1.0, 5_000)])], CurveAxis.Episodes, maxSteps: 100_000);

        Assert.InRange(points.Count, 300, 500);
        Assert.Equal(5_000, points[^1].X);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 2.5)]
    [InlineData(1, 4)]
    public void Quantiles_are_those_of_numpy(double q, double expected) => Assert.Equal(expected, Quantile.Of([4, 1, 3, 2], q));

    private static ReturnAverage Seed(params double[] returns) => new(SampleTrials.Trial(SampleTrials.Contender(), 1, returns).Episodes);
}

using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Node.Comparison.Report;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Report;

public sealed class ReturnAverageSpecs
{
    [Fact]
    public void Is_the_mean_of_the_last_hundred_episodes_or_of_all_as_long_as_there_are_fewer()
    {
        // Returns 1, 2, 3, …: after n ≤ 100 episodes the mean is (n + 1)/2, after n > 100 it is n − 49.5.
        var average = Average([.. Enumerable.Range(1, 250).Select(number => (double)number)]);

        Assert.Equal(1, average.AfterEpisodes(1));
        Assert.Equal(50.5, average.AfterEpisodes(100));
        Assert.Equal(51.5, average.AfterEpisodes(101));
        Assert.Equal(200.5, average.Final);
    }

    [Fact]
    public void A_threshold_is_reached_by_a_hundred_episodes_and_not_by_fewer()
    {
        Assert.Null(Average([.. Enumerable.Repeat(500.0, 99)]).FirstAt(475));
        Assert.Equal(new ThresholdPoint(100, 1_000), Average([.. Enumerable.Repeat(475.0, 100)]).FirstAt(475));

        // From 10 to 500: the mean of the window is 10 + 4.9·k after k high ones, so 195 takes 38 and 475 takes 95 of them.
        var average = Average(SampleTrials.Returns(low: 200, high: 100));
        Assert.Equal(new ThresholdPoint(238, 2_380), average.FirstAt(195));
        Assert.Equal(new ThresholdPoint(295, 2_950), average.FirstAt(475));
        Assert.Null(average.FirstAt(500.1));
    }

    [Theory]
    [InlineData(0, double.NaN)]
    [InlineData(9, double.NaN)]
    [InlineData(10, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 2)]
    [InlineData(30, 3)]
    [InlineData(1_000, 3)]
    public void After_so_many_steps_it_is_that_of_the_episodes_that_had_ended(long steps, double expected) =>
        Assert.Equal(expected, Average([1, 3, 5]).AfterSteps(steps));

    [Theory]
    [InlineData(9, double.NaN)]
    [InlineData(10, 1)]
    [InlineData(20, 1)]
    [InlineData(25, (1 * 10 + 2 * 5) / 15.0)]
    [InlineData(30, 1.5)]
    [InlineData(50, (1 * 10 + 2 * 10 + 3 * 20) / 40.0)]
    public void Over_steps_it_counts_for_as_long_as_it_held(long steps, double expected) => Assert.Equal(expected, Average([1, 3, 5]).MeanOver(steps), 1e-12);

    [Fact]
    public void Without_an_episode_there_is_no_mean()
    {
        Assert.Equal(double.NaN, Average([]).Final);
        Assert.Equal(double.NaN, Average([]).MeanOver(100));
        Assert.Null(Average([]).FirstAt(0));
    }

    private static ReturnAverage Average(double[] returns) =>
        new([.. returns.Select((value, i) => new TrainingEpisode(10L * (i + 1), value, 10))]);
}

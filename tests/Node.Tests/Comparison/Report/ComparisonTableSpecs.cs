using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Report;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Report;

public sealed class ComparisonTableSpecs
{
    private static readonly Contender Contender = SampleTrials.Contender();

    [Fact]
    public void Counts_seeds_and_takes_medians_over_those_that_reached_the_threshold()
    {
        // 195 after 238, 338 and – episodes of ten steps each; the last hundred are all 500, all 500 and all 10.
        var row = ComparisonTable.Summarize(
            "x",
            [
                SampleTrials.Trial(Contender, 1, SampleTrials.Returns(200, 100)),
                SampleTrials.Trial(Contender, 2, SampleTrials.Returns(300, 100)),
                SampleTrials.Trial(Contender, 3, SampleTrials.Returns(300, 0)) with { Fault = "diverged" },
            ],
            [195, 600]);

        Assert.Equal(new ThresholdSummary(195, 2, 288, 2_880, 2_380, 3_380), row.Thresholds[0]);
        Assert.Equal(new ThresholdSummary(600, 0, double.NaN, double.NaN, double.NaN, double.NaN), row.Thresholds[1]);
        Assert.Equal((3, 2.0, 1), (row.Seeds, row.WallSeconds, row.Faults));
        Assert.Equal((500 + 500 + 10) / 3.0, row.FinalMean, 1e-9);
        Assert.Equal(490 / Math.Sqrt(3), row.FinalDeviation, 1e-9);
        Assert.Equal(
            ["x (1 broke off)", "2 of 3", "288", "2,880 (2,380 … 3,380)", "0 of 3", "–", "–", "336.7 ± 282.9", "2.0"], ComparisonText.Cells(row));
        Assert.Equal(ComparisonText.Headings([195, 600]).Count, ComparisonText.Cells(row).Count);
    }

    [Fact]
    public void CartPole_has_two_thresholds_and_other_environments_their_own()
    {
        Assert.Equal([195, 475], ComparisonTable.ThresholdsOf(CartPole.Version1));
        Assert.Equal([195], ComparisonTable.ThresholdsOf(CartPole.Version0));
        Assert.Empty(ComparisonTable.ThresholdsOf(CartPole.Version1 with { Id = "Endless-v0", RewardThreshold = double.PositiveInfinity }));
    }
}

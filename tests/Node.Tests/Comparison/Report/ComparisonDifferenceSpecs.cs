using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Report;

public sealed class ComparisonDifferenceSpecs
{
    private static readonly Contender Reference = SampleTrials.Contender(label: "correct");
    private static readonly Contender Other = SampleTrials.Contender(label: "wrong");

    [Fact]
    public void Measures_seed_by_seed_and_takes_medians_over_those_where_both_reached_the_threshold()
    {
        // 195 is reached 38 episodes of ten steps after the low returns end: by the reference after 138, 238 and 238, by the other one after 238, 438 and never.
        var difference = Assert.Single(Differences(
            [SampleTrials.Returns(100, 100), SampleTrials.Returns(200, 100), SampleTrials.Returns(200, 100)],
            [SampleTrials.Returns(200, 100), SampleTrials.Returns(400, 100), SampleTrials.Returns(300, 0)],
            [195, 600]));

        Assert.Equal("wrong", difference.Label);
        Assert.Equal([new ThresholdDifference(-1, 150, 1_500), new ThresholdDifference(0, double.NaN, double.NaN)], difference.Thresholds);
        Assert.Equal(-490 / 3.0, difference.FinalMean, 1e-9);
        Assert.Equal(490 / Math.Sqrt(3), difference.FinalDeviation, 1e-9);
        Assert.Equal(["wrong", "−1", "+150", "+1,500", "0", "–", "–", "−163.3 ± 282.9"], DifferenceText.Cells(difference));
        Assert.Equal(
            ["against correct", "≥ 195: seeds", "episodes", "steps", "≥ 600: seeds", "episodes", "steps", "last 100"], DifferenceText.Headings(Reference, [195, 600]));
    }

    [Fact]
    public void What_does_not_differ_has_no_sign()
    {
        var returns = SampleTrials.Returns(100, 100);

        var difference = Assert.Single(Differences([returns], [returns], [195]));

        Assert.Equal(["wrong", "0", "0", "0", "0.0"], DifferenceText.Cells(difference));
    }

    [Fact]
    public void A_seed_without_an_episode_is_left_out_of_the_last_hundred()
    {
        var difference = Assert.Single(Differences([[500], [500]], [[], [400]], []));

        Assert.Equal((-100, double.NaN), (difference.FinalMean, difference.FinalDeviation));
    }

    [Fact]
    public void Without_a_reference_nothing_is_measured_against_anything() =>
        Assert.Empty(ComparisonDifference.Of(SampleTrials.Request(Reference, Other), new Dictionary<Contender, IReadOnlyList<TrialResult>>(), [195]));

    private static IReadOnlyList<ComparisonDifference> Differences(double[][] reference, double[][] other, double[] thresholds)
    {
        var trials = new Dictionary<Contender, IReadOnlyList<TrialResult>>
        {
            [Reference] = [.. reference.Select((returns, i) => SampleTrials.Trial(Reference, (ulong)i + 1, returns))],
            [Other] = [.. other.Select((returns, i) => SampleTrials.Trial(Other, (ulong)i + 1, returns))],
        };
        return ComparisonDifference.Of(SampleTrials.Request(Reference, Other) with { Reference = Reference }, trials, thresholds);
    }
}

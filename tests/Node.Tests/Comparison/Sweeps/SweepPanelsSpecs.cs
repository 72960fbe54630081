using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Sweeps;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Sweeps;

public sealed class SweepPanelsSpecs
{
    private static readonly VariationOf Clip = new("ppo", "clip", "0.1", "0.2");

    [Fact]
    public void Each_value_of_the_second_variation_has_a_panel_and_each_of_the_first_a_curve_in_it()
    {
        var line = Assert.Single(Panels([SampleSweeps.Lambda, SampleSweeps.Discount], "gae"));

        Assert.Equal(["discount=0.9", "discount=0.99", "discount=0.999"], line.Select(panel => panel.Title));
        Assert.All(line, panel => Assert.Equal(["gae-lambda=0", "gae-lambda=1"], panel.Curves.Select(curve => curve.Label)));

        // The curve of λ = 1 and γ = 0.99, told by its height: its number among the contenders.
        Assert.Equal(4, line[1].Curves[1].Points[0].Mean);
    }

    [Fact]
    public void Every_method_begins_a_line_and_is_named()
    {
        var lines = Panels([SampleSweeps.Discount, SampleSweeps.Lambda], "gae", "ppo");

        Assert.Equal(["gae  ·  gae-lambda=0", "gae  ·  gae-lambda=1"], lines[0].Select(panel => panel.Title));
        Assert.Equal(["ppo  ·  gae-lambda=0", "ppo  ·  gae-lambda=1"], lines[1].Select(panel => panel.Title));
    }

    [Fact]
    public void A_method_that_does_not_read_one_of_them_has_what_is_left()
    {
        var second = Panels([SampleSweeps.Lambda, Clip], "gae", "ppo");
        Assert.Equal("gae", Assert.Single(second[0]).Title);
        Assert.Equal(["gae-lambda=0", "gae-lambda=1"], second[0][0].Curves.Select(curve => curve.Label));

        var first = Panels([Clip, SampleSweeps.Lambda], "gae", "ppo");
        Assert.Equal(["gae  ·  gae-lambda=0", "gae  ·  gae-lambda=1"], first[0].Select(panel => panel.Title));
        Assert.Equal("gae", Assert.Single(first[0][0].Curves).Label);
    }

    [Fact]
    public void More_panels_than_fit_side_by_side_go_on_below()
    {
        var discounts = SampleSweeps.Of("Discount", 0.5, 0.6, 0.7, 0.8);

        Assert.Equal([SweepPanels.MostColumns, 1], Panels([SampleSweeps.Lambda, discounts], "gae").Select(line => line.Count));
    }

    private static IReadOnlyList<IReadOnlyList<CurvePanel>> Panels(IReadOnlyList<IVariation> variations, params string[] methods) => SweepPanels.Of(
        variations,
        [.. SampleSweeps.Contenders(variations, methods).Select((contender, i) => (contender, new LabeledCurve(contender.Label, [new CurvePoint(1, i, i, i)])))]);
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Rendering;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Rendering;

public sealed class RendererSpecs
{
    private const string Blank = "\u2800";

    [Fact]
    public void A_dot_has_the_bit_that_Unicode_gives_it()
    {
        // The Unicode Standard, Braille Patterns: dots 1 to 8, left column 1 2 3 7, right column 4 5 6 8, dot n being bit n − 1.
        (int X, int Y, int Dot)[] table = [(0, 0, 1), (0, 1, 2), (0, 2, 3), (1, 0, 4), (1, 1, 5), (1, 2, 6), (0, 3, 7), (1, 3, 8)];
        foreach (var (x, y, dot) in table)
        {
            var canvas = new BrailleCanvas(columns: 3, rows: 2);
            canvas.Dot(2 + x, 4 + y);

            Assert.Equal([Blank + Blank + Blank, Blank + (char)(0x2800 + (1 << (dot - 1))) + Blank], canvas.ToLines());
        }
    }

    [Fact]
    public void Lines_and_rectangles_join_their_corners_and_what_is_outside_is_left_out()
    {
        var line = new BrailleCanvas(2, 1);
        line.Line(-2, -2, 5, 5);
        Assert.Equal(["⠑⢄"], line.ToLines());

        var rectangle = new BrailleCanvas(2, 1);
        rectangle.Fill(1, 2, 99, 99);
        Assert.Equal(["⢠⣤"], rectangle.ToLines());
    }

    [Theory]
    [InlineData(0, 0, "position   0.00 m   pole    0.0°")]
    [InlineData(-1.234, 0.1, "position  -1.23 m   pole    5.7°")]
    public void CartPole_says_its_numbers_below_the_picture(float position, float angle, string caption) =>
        Assert.Equal(caption, new CartPoleRenderer().Draw([position, 0, angle, 0], width: 80)[^1]);

    [Fact]
    public void An_upright_pole_in_the_middle_is_symmetric_and_a_leaning_one_leans_to_its_side()
    {
        var renderer = new CartPoleRenderer();

        Assert.InRange(MiddleOfTopDots(renderer.Draw([0, 0, 0, 0], 72)), 35, 37);
        Assert.True(MiddleOfTopDots(renderer.Draw([0, 0, 0.2f, 0], 72)) > 38);
        Assert.True(MiddleOfTopDots(renderer.Draw([0, 0, -0.2f, 0], 72)) < 34);

        // 1.2 m is a quarter of the track's 4.8 m.
        Assert.InRange(MiddleOfTopDots(renderer.Draw([1.2f, 0, 0, 0], 72)), 53, 55);
    }

    [Fact]
    public void The_track_spans_the_width()
    {
        var picture = new CartPoleRenderer().Draw([2.4f, 0, 0, 0], 72);

        Assert.DoesNotContain(Blank, picture[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_observed_the_picture_has_the_same_number_of_lines_and_fits_the_width()
    {
        var observation = Gen.Select(Gen.Float[-10, 10], Gen.Float[-10, 10], Gen.Float[-4, 4], Gen.Float[-10, 10]);
        Gen.Select(observation, Gen.Int[20, 200]).Sample((state, width) =>
        {
            var lines = new CartPoleRenderer().Draw([state.Item1, state.Item2, state.Item3, state.Item4], width);

            Assert.Equal(new CartPoleRenderer().Draw([0, 0, 0, 0], width).Count, lines.Count);
            Assert.All(lines, line => Assert.True(line.Length <= width));
        });
    }

    [Fact]
    public void An_environment_without_a_renderer_shows_its_observation()
    {
        var catalogue = RendererCatalogue.CreateDefault();

        Assert.Equal(["      1.5000     -0.2500", "      0.0000"], catalogue.Find("Corridor-v0").Draw([1.5f, -0.25f, 0], width: 24));
        Assert.Equal(8, catalogue.Find("Pixels-v0").Draw(new float[10_000], width: 80).Count);
        Assert.Equal("… 10000 numbers", catalogue.Find("Pixels-v0").Draw(new float[10_000], width: 80)[^1]);
    }

    [Fact]
    public void Every_environment_of_the_project_has_a_renderer_and_a_user_can_add_or_replace_one()
    {
        var catalogue = RendererCatalogue.CreateDefault();
        Assert.All(EnvironmentCatalogue.CreateDefault().Ids, id => Assert.IsType<CartPoleRenderer>(catalogue.Find(id)));

        var own = new OwnRenderer();
        catalogue.Register("Corridor-v0", own);
        catalogue.Register("CartPole-v1", own);

        Assert.Same(own, catalogue.Find("Corridor-v0"));
        Assert.Same(own, catalogue.Find("CartPole-v1"));
    }

    /// <summary>The column in which the uppermost line has its dots.</summary>
    private static double MiddleOfTopDots(IReadOnlyList<string> picture)
    {
        var top = picture.First(line => line.Any(letter => letter != Blank[0]));
        return Enumerable.Range(0, top.Length).Where(column => top[column] != Blank[0]).Average();
    }

    private sealed class OwnRenderer : IEnvironmentRenderer
    {
        public IReadOnlyList<string> Draw(ReadOnlySpan<float> observation, int width) => [];
    }
}

using System.Buffers.Binary;
using ActorCritic.Distributed.Node.Reports;
using SkiaSharp;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class LearningCurvePlotSpecs : IDisposable
{
    private static readonly SKColor TrainingBlue = SKColor.Parse("#2C6FBB");
    private static readonly SKColor EvaluationOrange = SKColor.Parse("#E2711D");
    private static readonly SKColor SolvedGreen = SKColor.Parse("#2A9D5C");
    private static readonly SKColor ThresholdGray = SKColor.Parse("#6B7785");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_a_PNG_of_the_announced_size()
    {
        var path = _folder.In("learning-curve.png");
        LearningCurvePlot.Save(path, SolvedRun());

        var bytes = File.ReadAllBytes(path);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
        Assert.Equal(1200, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
        Assert.Equal(700, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
    }

    [Fact]
    public void A_solved_run_shows_training_evaluations_threshold_and_the_point_where_it_was_solved()
    {
        using var picture = Draw(SolvedRun());

        Assert.InRange(Count(picture, TrainingBlue), 1000, int.MaxValue);
        Assert.InRange(Count(picture, EvaluationOrange), 300, int.MaxValue);
        Assert.InRange(Count(picture, SolvedGreen), 500, int.MaxValue);
    }

    [Fact]
    public void What_a_run_does_not_have_is_not_drawn()
    {
        using var unsolved = Draw(SolvedRun() with { SolvedAtStep = null });
        using var unevaluated = Draw(SolvedRun() with { Evaluations = [] });
        using var withThreshold = Draw(SolvedRun());
        using var withoutThreshold = Draw(SolvedRun() with { RewardThreshold = null });
        using var withInfiniteThreshold = Draw(SolvedRun() with { RewardThreshold = double.PositiveInfinity });

        Assert.Equal(0, Count(unsolved, SolvedGreen));
        Assert.Equal(0, Count(unevaluated, EvaluationOrange));
        Assert.InRange(Count(withThreshold, ThresholdGray) - Count(withoutThreshold, ThresholdGray), 500, int.MaxValue);
        Assert.Equal(withoutThreshold.Bytes, withInfiniteThreshold.Bytes);
    }

    [Fact]
    public void A_run_without_a_row_and_a_run_of_one_row_have_a_picture_too()
    {
        var nothing = SolvedRun() with { Rows = [], Evaluations = [], SolvedAtStep = null };
        using var empty = Draw(nothing);
        using var unmeasured = Draw(nothing with { Rows = [MetricsRows.Empty] });
        using var single = Draw(nothing with { Rows = [MetricsRows.Full], Evaluations = [new(12_345_678, 480.5, 12.25)] });
        var nan = MetricsRows.Full with { EpisodeReturnMean = double.NaN };
        using var diverged = Draw(nothing with { Rows = [nan], Evaluations = [new(500, double.NaN, 1), new(1000, 12, double.NaN)] });

        Assert.Equal(0, Count(empty, TrainingBlue));
        Assert.Equal(0, Count(unmeasured, TrainingBlue));
        Assert.InRange(Count(single, TrainingBlue), 30, int.MaxValue);
        Assert.InRange(Count(single, EvaluationOrange), 30, int.MaxValue);
        Assert.InRange(Count(diverged, EvaluationOrange), 30, int.MaxValue);
    }

    [Fact]
    public void Text_is_drawn_with_the_fonts_of_the_assembly_so_that_a_machine_without_any_shows_it()
    {
        using var picture = Draw(SolvedRun());
        using var otherTitle = Draw(SolvedRun() with { Seed = 12 });

        Assert.Equal("Inter", ScottPlot.Fonts.GetTypeface(PlotFonts.Regular, bold: false, italic: false).FamilyName);
        Assert.Equal("Inter SemiBold", ScottPlot.Fonts.GetTypeface(PlotFonts.SemiBold, bold: false, italic: false).FamilyName);
        Assert.NotEqual(picture.Bytes, otherTitle.Bytes);
    }

    private static LearningCurve SolvedRun()
    {
        var rows = new List<MetricsRow>();
        for (var i = 1; i <= 40; i++)
        {
            rows.Add(MetricsRows.Full with
            {
                EnvironmentSteps = 500L * i,
                EpisodeReturnMean = 20 + 8 * i,
            });
        }

        return new LearningCurve
        {
            Environment = "CartPole-v1",
            Seed = 11,
            Workers = 2,
            RewardThreshold = 475,
            SolvedAtStep = 19_000,
            Rows = rows,
            Evaluations = [.. Enumerable.Range(1, 8).Select(i => new EvaluationPoint(2500L * i, 62.5 * i, 20))],
        };
    }

    private SKBitmap Draw(LearningCurve curve)
    {
        var path = _folder.In("drawn.png");
        LearningCurvePlot.Save(path, curve);
        return SKBitmap.Decode(path);
    }

    /// <summary>Pixels of about that color: a line that lies between two rows of pixels is blended with the background.</summary>
    private static int Count(SKBitmap picture, SKColor color) => picture.Pixels.Count(pixel =>
        Math.Abs(pixel.Red - color.Red) < 48 && Math.Abs(pixel.Green - color.Green) < 48 && Math.Abs(pixel.Blue - color.Blue) < 48);
}

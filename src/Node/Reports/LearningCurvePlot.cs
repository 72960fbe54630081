using System.Globalization;
using ActorCritic.Distributed.Learner.Checkpoints;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Draws the learning curve of a run: training returns, greedy evaluations, the threshold and where it was solved.</summary>
public static class LearningCurvePlot
{
    /// <summary>Width of the picture, pixels.</summary>
    public const int Width = 1200;

    /// <summary>Height of the picture, pixels.</summary>
    public const int Height = 700;

    private static readonly Color Ink = Color.FromHex("#1F2933");
    private static readonly Color Muted = Color.FromHex("#6B7785");
    private static readonly Color Faint = Color.FromHex("#E8ECF0");
    private static readonly Color Training = Color.FromHex("#2C6FBB");
    private static readonly Color Evaluation = Color.FromHex("#E2711D");
    private static readonly Color Solved = Color.FromHex("#2A9D5C");

    /// <summary>Writes the picture as PNG, in one atomic step.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static void Save(string path, LearningCurve curve)
    {
        var png = Draw(curve).GetImageBytes(Width, Height, ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    internal static Plot Draw(LearningCurve curve)
    {
        PlotFonts.Register();
        var plot = new Plot();
        plot.Font.Set(PlotFonts.Regular);
        DrawTrainingReturns(plot, curve);
        DrawEvaluations(plot, curve);
        DrawThreshold(plot, curve);
        DrawSolvedPoint(plot, curve);
        SetAxes(plot, curve);
        SetTitle(plot, curve);
        SetLegend(plot);
        return plot;
    }

    private static void DrawTrainingReturns(Plot plot, LearningCurve curve)
    {
        var rows = curve.Rows.Where(row => row.EpisodeReturnMean is { } mean && double.IsFinite(mean)).ToList();
        if (rows.Count == 0)
            return;

        var line = plot.Add.Scatter(
            rows.Select(row => (double)row.EnvironmentSteps).ToArray(),
            rows.Select(row => row.EpisodeReturnMean!.Value).ToArray(),
            Training);
        line.LineWidth = 3;
        line.MarkerSize = rows.Count == 1 ? 9 : 0;
        line.LegendText = "mean of 100 episodes";
    }

    private static void DrawEvaluations(Plot plot, LearningCurve curve)
    {
        var evaluations = curve.Evaluations.Where(evaluation => double.IsFinite(evaluation.ReturnMean)).ToList();
        if (evaluations.Count == 0)
            return;

        double[] steps = [.. evaluations.Select(evaluation => (double)evaluation.EnvironmentSteps)];
        double[] means = [.. evaluations.Select(evaluation => evaluation.ReturnMean)];
        double[] deviations = [.. evaluations.Select(evaluation => double.IsFinite(evaluation.ReturnStd) ? evaluation.ReturnStd : 0)];
        var bars = plot.Add.ErrorBar(steps, means, deviations);
        bars.Color = Evaluation.WithAlpha(0.45);
        bars.LineWidth = 1.5f;
        bars.CapSize = 4;

        var markers = plot.Add.Scatter(steps, means, Evaluation);
        markers.LineWidth = 1.5f;
        markers.MarkerShape = MarkerShape.FilledCircle;
        markers.MarkerSize = 10;
        markers.LegendText = "greedy evaluation ± std";
    }

    private static void DrawThreshold(Plot plot, LearningCurve curve)
    {
        if (curve.RewardThreshold is not { } threshold || !double.IsFinite(threshold))
            return;

        var line = plot.Add.HorizontalLine(threshold, 2, Muted, LinePattern.Dashed);
        line.LegendText = string.Create(CultureInfo.InvariantCulture, $"reward threshold {threshold:#,0.##}");
        line.EnableAutoscale = true;
    }

    private static void DrawSolvedPoint(Plot plot, LearningCurve curve)
    {
        if (curve.SolvedAtStep is not { } step)
            return;

        var line = plot.Add.VerticalLine(step, 2, Solved);
        line.LegendText = string.Create(CultureInfo.InvariantCulture, $"solved after {step:N0} steps");
        line.EnableAutoscale = true;
    }

    private static void SetAxes(Plot plot, LearningCurve curve)
    {
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Faint;
        plot.Grid.MajorLineWidth = 1;
        plot.Axes.Color(Muted);
        plot.Axes.Top.IsVisible = false;
        // The right axis shows nothing but keeps room for the last tick's label, which is centred below the edge.
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Right.MinimumSize = 48;
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.TickLabelStyle.FontSize = 18;
            axis.TickLabelStyle.ForeColor = Ink;
            axis.Label.FontSize = 20;
            axis.Label.Bold = false;
            axis.Label.ForeColor = Ink;
            axis.FrameLineStyle.Color = Muted;
            axis.MinorTickStyle.Length = 0;
        }

        plot.Axes.Bottom.Label.Text = "environment steps";
        plot.Axes.Left.Label.Text = "undiscounted return of an episode";
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = FormatTick, IntegerTicksOnly = true };
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = FormatTick };

        plot.Axes.Margins(left: 0.01, right: 0.03, bottom: 0.06, top: 0.06);
        plot.Axes.AutoScale();
        var lastRow = curve.Rows.Count == 0 ? 0 : curve.Rows[^1].EnvironmentSteps;
        var lastEvaluation = curve.Evaluations.Count == 0 ? 0 : curve.Evaluations[^1].EnvironmentSteps;
        plot.Axes.SetLimitsX(0, Math.Max(1, Math.Max(lastRow, lastEvaluation)) * 1.02);
    }

    private static void SetTitle(Plot plot, LearningCurve curve)
    {
        var workers = curve.Workers == 1 ? "1 worker" : $"{curve.Workers} workers";
        plot.Title($"{curve.Environment}  ·  seed {curve.Seed}  ·  {workers}", size: 26);
        plot.Axes.Title.Label.Font = Fonts.GetTypeface(PlotFonts.SemiBold, bold: false, italic: false);
        plot.Axes.Title.Label.ForeColor = Ink;
    }

    /// <summary>Below the axes, where it covers no curve.</summary>
    private static void SetLegend(Plot plot)
    {
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.FontSize = 16;
        plot.Legend.FontName = PlotFonts.Regular;
        plot.Legend.FontColor = Ink;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White;
        plot.Legend.SymbolWidth = 28;
        plot.Legend.TightHorizontalWrapping = true;
        plot.Legend.InterItemPadding = new PixelPadding(12, 6);
        plot.Legend.Margin = new PixelPadding(0);
        plot.Legend.Padding = new PixelPadding(0, 8);
        var panel = plot.ShowLegend(Edge.Bottom);
        panel.Alignment = Alignment.LowerCenter;
        panel.Padding = new PixelPadding(0);
    }

    private static string FormatTick(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);
}

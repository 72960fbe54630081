using System.Globalization;
using ActorCritic.Distributed.Learner.Checkpoints;
using ScottPlot;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Draws the learning curve of a run: training returns, greedy evaluations, the threshold and where it was solved.</summary>
public static class LearningCurvePlot
{
    /// <summary>Width of the picture, pixels.</summary>
    public const int Width = 1200;

    /// <summary>Height of the picture, pixels.</summary>
    public const int Height = 700;

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
        var plot = PictureStyle.CreatePlot();
        DrawTrainingReturns(plot, curve);
        DrawEvaluations(plot, curve);
        DrawThreshold(plot, curve);
        DrawSolvedPoint(plot, curve);
        SetAxes(plot, curve);
        SetTitle(plot, curve);
        PictureStyle.SetLegend(plot, Width);
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

        var line = plot.Add.HorizontalLine(threshold, 2, PictureStyle.Muted, LinePattern.Dashed);
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
        PictureStyle.SetAxes(plot, "environment steps", "undiscounted return of an episode");

        plot.Axes.Margins(left: 0.01, right: 0.03, bottom: 0.06, top: 0.06);
        plot.Axes.AutoScale();
        var lastRow = curve.Rows.Count == 0 ? 0 : curve.Rows[^1].EnvironmentSteps;
        var lastEvaluation = curve.Evaluations.Count == 0 ? 0 : curve.Evaluations[^1].EnvironmentSteps;
        plot.Axes.SetLimitsX(0, Math.Max(1, Math.Max(lastRow, lastEvaluation)) * 1.02);
    }

    private static void SetTitle(Plot plot, LearningCurve curve)
    {
        var workers = curve.Workers == 1 ? "1 worker" : $"{curve.Workers} workers";
        PictureStyle.SetTitle(plot, $"{curve.Environment}  ·  seed {curve.Seed}  ·  {workers}");
    }
}

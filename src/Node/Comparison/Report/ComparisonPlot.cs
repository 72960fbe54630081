using System.Globalization;
using System.Text;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Reports;
using ScottPlot;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>A curve of the picture.</summary>
/// <param name="Label">Its contender.</param>
/// <param name="Points">Mean and quartiles over the seeds; may be empty.</param>
internal sealed record LabeledCurve(string Label, IReadOnlyList<CurvePoint> Points);

/// <summary>Draws the learning curves of a comparison on one set of axes, each with its band, and says below them what line and band are.</summary>
internal static class ComparisonPlot
{
    /// <summary>Width of the picture, pixels.</summary>
    public const int Width = 1200;

    /// <summary>Height of the picture, pixels.</summary>
    public const int Height = 760;

    // Okabe and Ito 2008: told apart also by people who see some colours less, darkened where white paper asks for it.
    private static readonly Color[] Palette =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"), Color.FromHex("#B58900"),
        Color.FromHex("#56B4E9"), Color.FromHex("#333333"), Color.FromHex("#7B3FA0"), Color.FromHex("#8C564B"), Color.FromHex("#7F9F00"),
    ];

    /// <summary>Writes the picture as PNG and as SVG, each in one atomic step.</summary>
    /// <returns>The bytes of the PNG.</returns>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static byte[] Save(string pathWithoutEnding, Plot plot, int width = Width, int height = Height)
    {
        var png = plot.GetImageBytes(width, height, ImageFormat.Png);
        AtomicFile.Write(pathWithoutEnding + ".png", stream => stream.Write(png));
        AtomicFile.Write(pathWithoutEnding + ".svg", stream => stream.Write(Encoding.UTF8.GetBytes(plot.GetSvgXml(width, height))));
        return png;
    }

    /// <summary>The picture.</summary>
    /// <param name="title">Environment and budget.</param>
    /// <param name="curves">At most as many as can be told apart have colours of their own; then they begin again.</param>
    /// <param name="axis">What the curves are drawn over.</param>
    /// <param name="thresholds">Returns that are marked.</param>
    /// <param name="caption">What line and band are.</param>
    public static Plot Draw(string title, IReadOnlyList<LabeledCurve> curves, CurveAxis axis, IReadOnlyList<double> thresholds, string caption)
    {
        var plot = PictureStyle.CreatePlot();
        for (var i = 0; i < curves.Count; i++)
            DrawCurve(plot, curves[i], Palette[i % Palette.Length]);
        foreach (var threshold in thresholds)
        {
            var line = plot.Add.HorizontalLine(threshold, 1.5f, PictureStyle.Muted, LinePattern.Dashed);
            line.EnableAutoscale = true;
        }

        PictureStyle.SetAxes(plot, $"{UnitOf(axis)}\n{caption}", "mean return of 100 episodes");
        plot.Axes.Bottom.Label.FontSize = 17;
        plot.Axes.Margins(left: 0.01, right: 0.03, bottom: 0.04, top: 0.06);
        plot.Axes.AutoScale();
        var end = curves.SelectMany(curve => curve.Points).Select(point => point.X).DefaultIfEmpty(1).Max();
        plot.Axes.SetLimitsX(0, end * 1.02);
        PictureStyle.SetTitle(plot, title);
        PictureStyle.SetLegend(plot, Width);
        return plot;
    }

    /// <summary>Adds a curve with its band.</summary>
    public static void DrawCurve(Plot plot, LabeledCurve curve, Color color)
    {
        if (curve.Points.Count == 0)
            return;

        double[] xs = [.. curve.Points.Select(point => point.X)];
        var band = plot.Add.FillY(xs, [.. curve.Points.Select(point => point.LowerQuartile)], [.. curve.Points.Select(point => point.UpperQuartile)]);
        band.FillColor = color.WithAlpha(0.16);
        band.LineWidth = 0;
        var line = plot.Add.Scatter(xs, curve.Points.Select(point => point.Mean).ToArray(), color);
        line.LineWidth = 2.5f;
        line.MarkerSize = xs.Length == 1 ? 9 : 0;
        line.LegendText = curve.Label;
    }

    /// <summary>What an axis counts.</summary>
    public static string UnitOf(CurveAxis axis) => axis == CurveAxis.Episodes ? "episodes" : "environment steps";

    /// <summary>A title for an environment and a budget.</summary>
    public static string Title(string environment, int seeds, long maxSteps) => string.Create(
        CultureInfo.InvariantCulture, $"{environment}  ·  {(seeds == 1 ? "1 seed" : $"{seeds} seeds")}  ·  {maxSteps:N0} steps each");
}

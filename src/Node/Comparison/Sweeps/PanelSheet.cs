using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Reports;
using ScottPlot;
using ScottPlot.Colormaps;
using SkiaSharp;

namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>Draws small multiples: panels with the same axes, below them one legend and what line and band are.</summary>
internal sealed class PanelSheet : IDisposable
{
    private const int PanelWidth = 520;
    private const int PanelHeight = 400;
    private const int Header = 60;
    private const int LegendLine = 30;
    private const int Sample = 28;
    private const int Gap = 22;
    private const int Margin = 24;

    private readonly string _title;
    private readonly IReadOnlyList<IReadOnlyList<CurvePanel>> _lines;
    private readonly CurveAxis _axis;
    private readonly IReadOnlyList<double> _thresholds;
    private readonly string _caption;
    private readonly IReadOnlyList<string> _labels;
    private readonly SKFont _titleFont = Typeface(PlotFonts.SemiBold, 26);
    private readonly SKFont _textFont = Typeface(PlotFonts.Regular, 17);
    private readonly List<List<string>> _legend;
    private readonly List<string> _captionLines;

    /// <param name="title">Environment and budget.</param>
    /// <param name="lines">The panels, line by line; at least one.</param>
    /// <param name="axis">What the curves are drawn over.</param>
    /// <param name="thresholds">Returns that are marked.</param>
    /// <param name="caption">What line and band are.</param>
    public PanelSheet(string title, IReadOnlyList<IReadOnlyList<CurvePanel>> lines, CurveAxis axis, IReadOnlyList<double> thresholds, string caption)
    {
        (_title, _lines, _axis, _thresholds, _caption) = (title, lines, axis, thresholds, caption);
        _labels = [.. lines.SelectMany(line => line).SelectMany(panel => panel.Curves).Select(curve => curve.Label).Distinct()];
        Width = Math.Max(2, lines.Max(line => line.Count)) * PanelWidth;
        _legend = Wrapped(_labels, label => Sample + 8 + _textFont.MeasureText(label) + Gap);
        _captionLines = [.. Wrapped(_caption.Split(' '), word => _textFont.MeasureText(word + " ")).Select(words => string.Join(' ', words))];
        Height = Header + lines.Count * PanelHeight + (_legend.Count + _captionLines.Count) * LegendLine + Margin;
    }

    /// <summary>Width, pixels.</summary>
    public int Width { get; }

    /// <summary>Height, pixels.</summary>
    public int Height { get; }

    /// <summary>Writes the picture as PNG and as SVG, each in one atomic step.</summary>
    /// <returns>The bytes of the PNG.</returns>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public byte[] Save(string pathWithoutEnding)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        Draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var encoded = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        var png = encoded.ToArray();
        AtomicFile.Write(pathWithoutEnding + ".png", stream => stream.Write(png));

        using var svg = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), svg))
            Draw(canvas);
        AtomicFile.Write(pathWithoutEnding + ".svg", stream => stream.Write(svg.ToArray()));
        return png;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _titleFont.Dispose();
        _textFont.Dispose();
    }

    private void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        using var ink = new SKPaint { Color = PictureStyle.Ink.ToSKColor(), IsAntialias = true };
        canvas.DrawText(_title, Width / 2f, 40, SKTextAlign.Center, _titleFont, ink);
        var points = _lines.SelectMany(line => line).SelectMany(panel => panel.Curves).SelectMany(curve => curve.Points).ToList();
        for (var row = 0; row < _lines.Count; row++)
        {
            for (var column = 0; column < _lines[row].Count; column++)
                DrawPanel(canvas, _lines[row][column], points, new PixelRect(column * PanelWidth, (column + 1) * PanelWidth, Header + (row + 1) * PanelHeight, Header + row * PanelHeight));
        }

        var top = Header + _lines.Count * PanelHeight + LegendLine / 2f;
        foreach (var line in _legend)
            DrawLegendLine(canvas, line, ink, ref top);
        foreach (var line in _captionLines)
        {
            canvas.DrawText(line, Width / 2f, top + 6, SKTextAlign.Center, _textFont, ink);
            top += LegendLine;
        }
    }

    private void DrawPanel(SKCanvas canvas, CurvePanel panel, IReadOnlyList<CurvePoint> all, PixelRect rectangle)
    {
        using var plot = PictureStyle.CreatePlot();
        foreach (var curve in panel.Curves)
            ComparisonPlot.DrawCurve(plot, curve, ColorOf(curve.Label));
        foreach (var threshold in _thresholds)
            plot.Add.HorizontalLine(threshold, 1.5f, PictureStyle.Muted, LinePattern.Dashed);

        PictureStyle.SetAxes(plot, ComparisonPlot.UnitOf(_axis), "mean return of 100 episodes");
        plot.Axes.Bottom.Label.FontSize = plot.Axes.Left.Label.FontSize = 16;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 15;
        var low = all.Select(point => point.LowerQuartile).DefaultIfEmpty(0).Min();
        var high = all.Select(point => point.UpperQuartile).Concat(_thresholds).DefaultIfEmpty(1).Max();
        plot.Axes.SetLimits(0, 1.02 * all.Select(point => point.X).DefaultIfEmpty(1).Max(), low - 0.04 * (high - low), high + 0.06 * (high - low) + 1e-9);
        PictureStyle.SetTitle(plot, panel.Title);
        plot.Axes.Title.Label.FontSize = 19;
        plot.HideLegend();

        // Its neighbours are on the canvas already.
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.Render(canvas, rectangle);
    }

    private void DrawLegendLine(SKCanvas canvas, List<string> labels, SKPaint ink, ref float top)
    {
        var left = (Width - labels.Sum(WidthOf) + Gap) / 2f;
        foreach (var label in labels)
        {
            using var line = new SKPaint { Color = ColorOf(label).ToSKColor(), StrokeWidth = 3, IsAntialias = true };
            canvas.DrawLine(left, top, left + Sample, top, line);
            canvas.DrawText(label, left + Sample + 8, top + 6, SKTextAlign.Left, _textFont, ink);
            left += WidthOf(label);
        }

        top += LegendLine;

        float WidthOf(string label) => Sample + 8 + _textFont.MeasureText(label) + Gap;
    }

    /// <summary>In the order of the values from dark to light, for values mostly have an order; the lightest yellow would not be seen on white.</summary>
    private Color ColorOf(string label) => new Viridis().GetColor(_labels.Count == 1 ? 0.3 : 0.9 * _labels.ToList().IndexOf(label) / (_labels.Count - 1));

    private List<List<string>> Wrapped(IEnumerable<string> texts, Func<string, float> widthOf)
    {
        var lines = new List<List<string>> { new() };
        var width = 0f;
        foreach (var text in texts)
        {
            if (lines[^1].Count > 0 && width + widthOf(text) > Width - 2 * Margin)
            {
                lines.Add([]);
                width = 0;
            }

            lines[^1].Add(text);
            width += widthOf(text);
        }

        return lines;
    }

    private static SKFont Typeface(string name, float size)
    {
        PlotFonts.Register();
        return new SKFont(Fonts.GetTypeface(name, bold: false, italic: false), size) { Edging = SKFontEdging.Antialias };
    }
}

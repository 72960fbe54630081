using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>What all pictures have in common: fonts, colours, axes, title and legend.</summary>
internal static class PictureStyle
{
    /// <summary>Of texts.</summary>
    public static Color Ink { get; } = Color.FromHex("#1F2933");

    /// <summary>Of frames and thresholds.</summary>
    public static Color Muted { get; } = Color.FromHex("#6B7785");

    // Of the picture's width, what axis labels and margins take at most, pixels.
    private const float BesideTheData = 140;

    private static Color Faint { get; } = Color.FromHex("#E8ECF0");

    /// <summary>An empty plot in the project's font.</summary>
    public static Plot CreatePlot()
    {
        PlotFonts.Register();
        var plot = new Plot();
        plot.Font.Set(PlotFonts.Regular);
        return plot;
    }

    /// <summary>Names the axes and makes them plain.</summary>
    public static void SetAxes(Plot plot, string bottom, string left)
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

        plot.Axes.Bottom.Label.Text = bottom;
        plot.Axes.Left.Label.Text = left;
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = FormatTick, IntegerTicksOnly = true };
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = FormatTick };
    }

    /// <summary>Sets the title.</summary>
    public static void SetTitle(Plot plot, string title)
    {
        plot.Title(title, size: 26);
        plot.Axes.Title.Label.Font = Fonts.GetTypeface(PlotFonts.SemiBold, bold: false, italic: false);
        plot.Axes.Title.Label.ForeColor = Ink;
    }

    /// <summary>Below the axes, where it covers no curve, in as many lines as it takes.</summary>
    /// <param name="plot">The plot, everything drawn that the legend names.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    public static void SetLegend(Plot plot, float width)
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

        // The panel has the height of one line, however many the legend takes; a legend of nothing has no layout.
        if (plot.Legend.GetItems().Length == 0)
            return;
        using var paint = Paint.NewDisposablePaint();
        panel.MinimumSize = plot.Legend.GetLayout(new PixelSize(width - BesideTheData, float.MaxValue), paint).LegendRect.Height;
    }

    private static string FormatTick(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);
}

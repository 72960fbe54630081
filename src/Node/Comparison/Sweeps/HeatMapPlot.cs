using System.Globalization;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Reports;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.TickGenerators;

namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>Draws a sweep over two things as coloured cells, each with its number.</summary>
internal static class HeatMapPlot
{
    private const int CellHeight = 78;
    private const int Frame = 260;

    /// <summary>Width of the picture, pixels.</summary>
    public const int Width = ComparisonPlot.Width;

    /// <summary>Height of the picture, pixels.</summary>
    public static int HeightOf(SweepTable table) => Frame + table.Rows.Values.Count * CellHeight;

    /// <summary>The picture: the first line of the table on top.</summary>
    /// <param name="title">Method, environment and budget.</param>
    /// <param name="table">The numbers.</param>
    /// <param name="caption">What they are.</param>
    public static Plot Draw(string title, SweepTable table, string caption)
    {
        var plot = PictureStyle.CreatePlot();
        var (rows, columns) = (table.Rows.Values.Count, table.Columns.Values.Count);
        var numbers = table.Cells.Select(cell => cell.Mean).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (numbers.Min(), numbers.Max());
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                DrawCell(plot, column, rows - 1 - row, table[row, column].Mean, low, high);
        }

        PictureStyle.SetAxes(plot, $"{table.Columns.Name}\n{caption}", table.Rows.Name);
        plot.Grid.MajorLineWidth = 0;
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. Enumerable.Range(0, columns).Select(column => (double)column)], [.. table.Columns.Values]);
        plot.Axes.Left.TickGenerator = new NumericManual([.. Enumerable.Range(0, rows).Select(row => (double)(rows - 1 - row))], [.. table.Rows.Values]);
        plot.Axes.SetLimits(-0.5, columns - 0.5, -0.5, rows - 0.5);
        PictureStyle.SetTitle(plot, title);
        plot.Axes.Bottom.Label.FontSize = 16;
        return plot;
    }

    private static void DrawCell(Plot plot, int x, int y, double mean, double low, double high)
    {
        var share = high > low ? (mean - low) / (high - low) : 0.5;
        var cell = plot.Add.Rectangle(x - 0.49, x + 0.49, y - 0.49, y + 0.49);
        cell.LineWidth = 0;
        cell.FillColor = double.IsFinite(mean) ? new Viridis().GetColor(share) : PictureStyle.Muted.WithAlpha(0.15);

        // The dark half of the colours asks for white numbers.
        var number = plot.Add.Text(double.IsFinite(mean) ? mean.ToString("F1", CultureInfo.InvariantCulture) : "–", x, y);
        number.LabelFontName = PlotFonts.Regular;
        number.LabelFontSize = 22;
        number.LabelFontColor = double.IsFinite(mean) && share < 0.6 ? Colors.White : PictureStyle.Ink;
        number.LabelAlignment = Alignment.MiddleCenter;
    }
}

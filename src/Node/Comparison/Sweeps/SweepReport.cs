using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>The pictures and numbers of a sweep over two things.</summary>
internal static class SweepReport
{
    /// <summary>Small multiples over steps and over episodes.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static ReportPicture SavePanels(
        ComparisonRequest request, ComparisonFolder folder, CurveAxis axis, IReadOnlyList<double> thresholds, IReadOnlyList<(Contender Contender, LabeledCurve Curve)> curves)
    {
        var title = ComparisonPlot.Title(request.Environment.Id, request.Seeds, request.MaxSteps);
        var caption = CurveBand.Caption(request.Seeds);
        using var sheet = new PanelSheet(title, SweepPanels.Of(request.Variations, curves), axis, thresholds, caption);
        return new ReportPicture(sheet.Save(folder.Picture(axis)), $"Learning curves over {ComparisonPlot.UnitOf(axis)}, {title}", caption) { Width = sheet.Width, Height = sheet.Height };
    }

    /// <summary>A heat map for each method that reads both, and the numbers of all of them.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static IReadOnlyList<ReportPicture> SaveHeatMaps(
        ComparisonRequest request, ComparisonFolder folder, IReadOnlyDictionary<Contender, IReadOnlyList<TrialResult>> trials)
    {
        var tables = SweepTable.Of(request.Variations, request.Contenders, trials, request.MaxSteps);
        if (tables.Count > 0)
            ComparisonCsv.SaveSweep(folder.SweepFile, tables);
        return [.. tables.Select(table => SaveHeatMap(request, folder, table))];
    }

    private static ReportPicture SaveHeatMap(ComparisonRequest request, ComparisonFolder folder, SweepTable table)
    {
        var title = $"{table.Method}  ·  {ComparisonPlot.Title(request.Environment.Id, request.Seeds, request.MaxSteps)}";
        var (caption, height) = (SweepTable.Caption(request.Seeds), HeatMapPlot.HeightOf(table));
        var plot = HeatMapPlot.Draw(title, table, SweepTable.ShortCaption);
        var png = ComparisonPlot.Save(folder.HeatMap(table.Method), plot, HeatMapPlot.Width, height);
        return new ReportPicture(png, $"Heat map over {table.Rows.Name} and {table.Columns.Name}, {title}", caption) { Width = HeatMapPlot.Width, Height = height };
    }
}

using System.Globalization;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>The table of a comparison as words and numbers, the same on the console and in the report.</summary>
internal static class ComparisonText
{
    /// <summary>Stands where there is no number.</summary>
    public const string None = "–";

    /// <summary>The headings of the table.</summary>
    public static IReadOnlyList<string> Headings(IReadOnlyList<double> thresholds) =>
    [
        "method", .. ThresholdHeadings(thresholds), "last 100", "seconds",
    ];

    /// <summary>The headings of the columns that tell of thresholds.</summary>
    public static IEnumerable<string> ThresholdHeadings(IEnumerable<double> thresholds) =>
        thresholds.SelectMany(threshold => new[] { $"≥ {Number(threshold)}: seeds", "episodes", "steps" });

    /// <summary>The cells of a line.</summary>
    public static IReadOnlyList<string> Cells(ComparisonRow row) =>
    [
        row.Faults == 0 ? row.Label : FormattableString.Invariant($"{row.Label} ({row.Faults} broke off)"),
        .. row.Thresholds.SelectMany(threshold => new[]
        {
            FormattableString.Invariant($"{threshold.Reached} of {row.Seeds}"),
            Count(threshold.Episodes),
            threshold.Reached == 0 ? None
                : threshold.Reached == 1 ? Count(threshold.EnvironmentSteps)
                : $"{Count(threshold.EnvironmentSteps)} ({Count(threshold.FewestSteps)} … {Count(threshold.MostSteps)})",
        }),
        double.IsNaN(row.FinalMean) ? None
            : double.IsNaN(row.FinalDeviation) ? string.Create(CultureInfo.InvariantCulture, $"{row.FinalMean:F1}")
            : string.Create(CultureInfo.InvariantCulture, $"{row.FinalMean:F1} ± {row.FinalDeviation:F1}"),
        string.Create(CultureInfo.InvariantCulture, $"{row.WallSeconds:F1}"),
    ];

    /// <summary>The table as lines of text, the first column to the left and the others to the right; wider than some terminals, but never torn apart.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<double> thresholds, IEnumerable<ComparisonRow> rows) =>
        TextTable.Lines([Headings(thresholds), .. rows.Select(Cells)]);

    /// <summary>What the table's columns are.</summary>
    public static string Legend(int seeds) =>
        "Seeds, episodes, steps: how many seeds reached the threshold with the mean return of 100 training episodes, and when: the median (fewest … most) of those that did. "
        + $"Last 100: mean return of the last 100 episodes, mean over {(seeds == 1 ? "the seed" : "the seeds ± standard deviation between them")}. "
        + "Seconds: median of a trial, others running beside it.";

    private static string Count(double number) => double.IsNaN(number) ? None : number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}

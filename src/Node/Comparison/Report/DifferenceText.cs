using System.Globalization;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>The differences of a comparison as words and numbers, the same on the console and in the report.</summary>
internal static class DifferenceText
{
    /// <summary>The headings of the table.</summary>
    public static IReadOnlyList<string> Headings(Contender reference, IReadOnlyList<double> thresholds) =>
    [
        $"against {reference.Label}", .. ComparisonText.ThresholdHeadings(thresholds), "last 100",
    ];

    /// <summary>The cells of a line.</summary>
    public static IReadOnlyList<string> Cells(ComparisonDifference difference) =>
    [
        difference.Label,
        .. difference.Thresholds.SelectMany(threshold => new[] { Signed(threshold.Reached, "N0"), Signed(threshold.Episodes, "N0"), Signed(threshold.EnvironmentSteps, "N0") }),
        double.IsNaN(difference.FinalDeviation)
            ? Signed(difference.FinalMean, "F1")
            : string.Create(CultureInfo.InvariantCulture, $"{Signed(difference.FinalMean, "F1")} ± {difference.FinalDeviation:F1}"),
    ];

    /// <summary>The table as lines of text, like that of the contenders themselves.</summary>
    public static IEnumerable<string> Lines(Contender reference, IReadOnlyList<double> thresholds, IEnumerable<ComparisonDifference> differences) =>
        TextTable.Lines([Headings(reference, thresholds), .. differences.Select(Cells)]);

    /// <summary>What the table's columns are.</summary>
    public static string Legend(Contender reference) =>
        $"Against {reference.Label}, seed by seed: how many seeds more (+) or fewer (−) reached the threshold, and how many episodes and steps more they took, the median of the seeds on which both "
        + "reached it. Last 100: what the mean return of the last 100 episodes is more, mean over the seeds ± standard deviation between them.";

    private static string Signed(double number, string format)
    {
        if (double.IsNaN(number))
            return ComparisonText.None;
        var size = Math.Abs(number).ToString(format, CultureInfo.InvariantCulture);
        return size.All(letter => letter is '0' or '.') ? size : (number < 0 ? "−" : "+") + size;
    }
}

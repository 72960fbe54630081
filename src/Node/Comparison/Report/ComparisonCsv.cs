using System.Globalization;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>The numbers of a comparison as RFC 4180: commas, CRLF, one header line, invariant culture; what there is no number for is empty.</summary>
internal static class ComparisonCsv
{
    private const string LineBreak = "\r\n";

    /// <summary>Every episode of every trial, with the mean return of the last 100 up to it.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static void SaveEpisodes(string path, IEnumerable<(string Label, TrialResult Trial)> trials) => Save(path, writer =>
    {
        Line(writer, ["method", "seed", "episode", "environment_steps", "return", "length", "return_mean_100"]);
        foreach (var (label, trial) in trials)
        {
            var average = new ReturnAverage(trial.Episodes);
            for (var i = 0; i < average.Episodes; i++)
            {
                Line(writer,
                [
                    Quoted(label), Text(trial.Seed), Text(i + 1), Text(trial.EpisodeEnds[i]), Text(trial.EpisodeReturns[i]), Text(trial.EpisodeLengths[i]), Text(average.AfterEpisodes(i + 1)),
                ]);
            }
        }
    });

    /// <summary>The table, a line for each contender and threshold.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static void SaveTable(string path, IEnumerable<ComparisonRow> rows) => Save(path, writer =>
    {
        Line(writer,
        [
            "method", "seeds", "threshold", "seeds_reached", "episodes_median", "environment_steps_median", "environment_steps_fewest", "environment_steps_most",
            "final_return_mean", "final_return_std", "wall_seconds_median", "seeds_diverged",
        ]);
        foreach (var row in rows)
        {
            // An environment without a threshold has its lines all the same.
            foreach (var threshold in row.Thresholds.DefaultIfEmpty(new ThresholdSummary(double.NaN, 0, double.NaN, double.NaN, double.NaN, double.NaN)))
            {
                Line(writer,
                [
                    Quoted(row.Label), Text(row.Seeds), Text(threshold.Threshold), Text(threshold.Reached), Text(threshold.Episodes), Text(threshold.EnvironmentSteps),
                    Text(threshold.FewestSteps), Text(threshold.MostSteps), Text(row.FinalMean), Text(row.FinalDeviation), Text(row.WallSeconds), Text(row.Faults),
                ]);
            }
        }
    });

    /// <summary>A sweep over two things, a line for each combination.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static void SaveSweep(string path, IReadOnlyList<SweepTable> tables) => Save(path, writer =>
    {
        Line(writer, ["method", Quoted(tables[0].Rows.Name), Quoted(tables[0].Columns.Name), "return_mean_over_budget", "return_std_over_budget"]);
        foreach (var (table, cell) in tables.SelectMany(table => table.Cells.Select(cell => (table, cell))))
            Line(writer, [Quoted(table.Method), .. cell.Contender.Varied.Select(varied => Quoted(varied.Value)), Text(cell.Mean), Text(cell.Deviation)]);
    });

    /// <summary>The differences to the contender that the others are measured against, a line for each other contender and threshold.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static void SaveDifferences(string path, IEnumerable<ComparisonDifference> differences, IReadOnlyList<double> thresholds) => Save(path, writer =>
    {
        Line(writer, ["method", "threshold", "seeds_reached_more", "episodes_more_median", "environment_steps_more_median", "final_return_more_mean", "final_return_more_std"]);
        foreach (var difference in differences)
        {
            // An environment without a threshold has its lines all the same.
            foreach (var (threshold, more) in thresholds.Zip(difference.Thresholds).DefaultIfEmpty((double.NaN, new ThresholdDifference(0, double.NaN, double.NaN))))
            {
                Line(writer,
                [
                    Quoted(difference.Label), Text(threshold), Text(more.Reached), Text(more.Episodes), Text(more.EnvironmentSteps), Text(difference.FinalMean), Text(difference.FinalDeviation),
                ]);
            }
        }
    });

    private static void Save(string path, Action<StreamWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        write(writer);
    });

    private static void Line(StreamWriter writer, string[] fields) => writer.Write(string.Join(',', fields) + LineBreak);

    private static string Text<T>(T number)
        where T : IFormattable => number is double.NaN ? "" : number.ToString(null, CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.Contains(',', StringComparison.Ordinal) || text.Contains('"', StringComparison.Ordinal)
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;
}

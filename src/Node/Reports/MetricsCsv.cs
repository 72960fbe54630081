using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>A metrics.csv that cannot be read; the message names the file, the line, the value and the remedy.</summary>
public sealed class MetricsCsvException(string message) : Exception(message);

/// <summary>
/// The text form of metrics: RFC 4180 (commas, CRLF, one header line), numbers in the invariant culture that read back to the same bits.
/// </summary>
/// <remarks>A metric that was not measured is an empty field. No field ever needs quotation marks: all are numbers.</remarks>
public static class MetricsCsv
{
    internal const string LineBreak = "\r\n";

    /// <summary>The columns in their order.</summary>
    public static ImmutableArray<string> Columns { get; } =
    [
        "wall_seconds", "environment_steps", "version", "episodes", "episode_return_mean", "episode_length_mean", "steps_per_second",
        "gradients_per_second", "policy_loss", "value_loss", "entropy", "gradient_norm", "explained_variance", "learning_rate",
        "entropy_coefficient", "staleness_mean", "staleness_max", "gradients_rejected", "evaluation_return_mean", "evaluation_return_std",
    ];

    internal static string Header { get; } = string.Join(',', Columns);

    /// <summary>One line without its line break.</summary>
    internal static string Format(MetricsRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.WallSeconds},{row.EnvironmentSteps},{row.Version},{row.Episodes},{row.EpisodeReturnMean},{row.EpisodeLengthMean},"
        + $"{row.StepsPerSecond},{row.GradientsPerSecond},{row.PolicyLoss},{row.ValueLoss},{row.Entropy},{row.GradientNorm},"
        + $"{row.ExplainedVariance},{row.LearningRate},{row.EntropyCoefficient},{row.StalenessMean},{row.StalenessMax},{row.GradientsRejected},"
        + $"{row.EvaluationReturnMean},{row.EvaluationReturnStd}");

    /// <summary>All rows of a metrics.csv. A last line without its line break was cut off by a crash and is left out.</summary>
    /// <param name="path">The file; a run that still writes it does not disturb.</param>
    /// <exception cref="MetricsCsvException">The header is another one, or a line does not hold one number per column.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static IReadOnlyList<MetricsRow> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split(LineBreak);
        if (lines.Length < 2 || lines[0] != Header)
            throw new MetricsCsvException($"'{path}' does not start with the header '{Header}'. Give the metrics.csv of a run folder.");

        var rows = new List<MetricsRow>(lines.Length - 2);
        for (int line = 1; line < lines.Length - 1; line++)
            rows.Add(new LineParser(path, line + 1, lines[line].Split(',')).Parse());
        return rows;
    }

    private sealed class LineParser(string path, int lineNumber, string[] fields)
    {
        private int _column;

        // An object initializer assigns in the order written, which is the order of the columns.
        public MetricsRow Parse() => fields.Length != Columns.Length
            ? throw new MetricsCsvException(
                $"'{path}', line {lineNumber}: {fields.Length} fields where {Columns.Length} belong. Remove the line.")
            : new MetricsRow
            {
                WallSeconds = Required(NextDouble()),
                EnvironmentSteps = Required(NextInt64()),
                Version = Required(NextInt64()),
                Episodes = Required(NextInt64()),
                EpisodeReturnMean = NextDouble(),
                EpisodeLengthMean = NextDouble(),
                StepsPerSecond = NextDouble(),
                GradientsPerSecond = NextDouble(),
                PolicyLoss = NextDouble(),
                ValueLoss = NextDouble(),
                Entropy = NextDouble(),
                GradientNorm = NextDouble(),
                ExplainedVariance = NextDouble(),
                LearningRate = NextDouble(),
                EntropyCoefficient = NextDouble(),
                StalenessMean = NextDouble(),
                StalenessMax = NextInt64(),
                GradientsRejected = Required(NextInt64()),
                EvaluationReturnMean = NextDouble(),
                EvaluationReturnStd = NextDouble(),
            };

        private double? NextDouble()
        {
            var field = fields[_column++];
            return field.Length == 0 ? null
                : double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
                : throw Fault($"'{field}' is no number");
        }

        private long? NextInt64()
        {
            var field = fields[_column++];
            return field.Length == 0 ? null
                : long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
                : throw Fault($"'{field}' is no integer");
        }

        private T Required<T>(T? number) where T : struct => number ?? throw Fault("the field is empty");

        private MetricsCsvException Fault(string fault) =>
            new($"'{path}', line {lineNumber}, column {Columns[_column - 1]}: {fault}. Repair or remove the line.");
    }
}

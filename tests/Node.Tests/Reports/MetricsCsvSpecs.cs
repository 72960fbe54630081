using System.Globalization;
using ActorCritic.Distributed.Node.Reports;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class MetricsCsvSpecs : IDisposable
{
    private const string Header =
        "wall_seconds,environment_steps,version,episodes,episode_return_mean,episode_length_mean,steps_per_second,gradients_per_second,"
        + "policy_loss,value_loss,entropy,gradient_norm,explained_variance,learning_rate,entropy_coefficient,staleness_mean,staleness_max,"
        + "gradients_rejected,evaluation_return_mean,evaluation_return_std\r\n";

    private const string FullLine =
        "1.5,12345678,321,42,200.25,201.5,150000,1024.5,-0.125,3.75,0.5,0.625,0.875,0.0009765625,0.03125,0.75,3,2,480.5,12.25\r\n";

    private readonly TemporaryFolder _folder = new();

    private string MetricsPath => _folder.In("metrics.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_holds_a_header_and_a_line_of_invariant_numbers_per_row_with_empty_fields_for_what_was_not_measured()
    {
        WithDecimalComma(() => WriteRows(MetricsRows.Full, MetricsRows.Empty));

        Assert.Equal(Header + FullLine + "0,0,0,0,,,,,,,,,,,,,,0,,\r\n", File.ReadAllText(MetricsPath));
    }

    [Fact]
    public void Every_row_is_in_the_file_as_soon_as_it_is_appended()
    {
        using var writer = new MetricsCsvWriter(MetricsPath);
        Assert.Empty(MetricsCsv.Read(MetricsPath));
        writer.Append(MetricsRows.Full);
        Assert.Equal([MetricsRows.Full], MetricsCsv.Read(MetricsPath));
        writer.Append(MetricsRows.Empty);
        Assert.Equal([MetricsRows.Full, MetricsRows.Empty], MetricsCsv.Read(MetricsPath));
    }

    [Fact]
    public void Whatever_is_written_is_read_back_to_the_bit()
    {
        var measured = Gen.OneOf(
            Gen.Double.Select(value => (double?)value),
            Gen.OneOf<double?>(null, double.NaN, double.PositiveInfinity, double.Epsilon, -0.0));
        var row =
            from count in Gen.Long[0, long.MaxValue].Array[4]
            from stalenessMax in Gen.OneOf(Gen.Const((long?)null), Gen.Long[0, 1000].Select(value => (long?)value))
            from value in measured.Array[15]
            select new MetricsRow
            {
                WallSeconds = value[0] ?? 0,
                EnvironmentSteps = count[0],
                Version = count[1],
                Episodes = count[2],
                EpisodeReturnMean = value[1],
                EpisodeLengthMean = value[2],
                StepsPerSecond = value[3],
                GradientsPerSecond = value[4],
                PolicyLoss = value[5],
                ValueLoss = value[6],
                Entropy = value[7],
                GradientNorm = value[8],
                ExplainedVariance = value[9],
                LearningRate = value[10],
                EntropyCoefficient = value[11],
                StalenessMean = value[12],
                StalenessMax = stalenessMax,
                GradientsRejected = count[3],
                EvaluationReturnMean = value[13],
                EvaluationReturnStd = value[14],
            };

        row.Array[0, 5].Sample(
            rows =>
            {
                WithDecimalComma(() =>
                {
                    WriteRows(rows);
                    Assert.Equal(rows, MetricsCsv.Read(MetricsPath));
                });
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void A_last_line_cut_off_by_a_crash_is_left_out()
    {
        var whole = Header + FullLine + FullLine;
        for (var length = whole.Length - FullLine.Length; length < whole.Length; length++)
        {
            File.WriteAllText(MetricsPath, whole[..length]);
            Assert.Equal([MetricsRows.Full], MetricsCsv.Read(MetricsPath));
        }
    }

    [Theory]
    [InlineData("wall_seconds,version\r\n1,2\r\n", "does not start with the header")]
    [InlineData("", "does not start with the header")]
    [InlineData(Header + "1,2\r\n", "line 2: 2 fields where 20 belong")]
    [InlineData(Header + FullLine + "x,0,0,0,,,,,,,,,,,,,,0,,\r\n", "line 3, column wall_seconds: 'x' is no number")]
    [InlineData(Header + "0,1.5,0,0,,,,,,,,,,,,,,0,,\r\n", "line 2, column environment_steps: '1.5' is no integer")]
    [InlineData(Header + "0,0,0,0,,,,,,,,,,,,,,,,\r\n", "line 2, column gradients_rejected: the field is empty")]
    public void A_damaged_file_is_refused_with_line_column_and_value(string text, string expected)
    {
        File.WriteAllText(MetricsPath, text);

        var exception = Assert.Throws<MetricsCsvException>(() => MetricsCsv.Read(MetricsPath));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains(MetricsPath, exception.Message, StringComparison.Ordinal);
    }

    private void WriteRows(params MetricsRow[] rows)
    {
        using var writer = new MetricsCsvWriter(MetricsPath);
        foreach (var row in rows)
            writer.Append(row);
    }

    private static void WithDecimalComma(Action action)
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        CultureInfo.CurrentCulture = comma;
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Tests.Reports;

/// <summary>A run that is gone on with in the folder in which it was recorded before.</summary>
public sealed class ResumedRecordingSpecs : IDisposable
{
    private static readonly FixedTimeProvider Clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _reports = [];
    private readonly RunFolder _run;

    public ResumedRecordingSpecs() => _run = RunFolder.At(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_up_to_the_resumed_step_are_kept_and_later_ones_dropped()
    {
        Record(null, Row(1_000), Row(2_000), Row(3_000));

        Record(2_000, Row(2_500), Row(3_000));

        Assert.Equal([Row(1_000), Row(2_000), Row(2_500), Row(3_000)], MetricsCsv.Read(_run.MetricsFile));
        Assert.Empty(_reports);
    }

    [Fact]
    public void Evaluations_of_the_kept_rows_are_in_the_learning_curve_again()
    {
        Record(
            null,
            Row(1_000),
            Row(2_000) with { EvaluationReturnMean = 30, EvaluationReturnStd = 3 },
            Row(3_000) with { EvaluationReturnMean = 40, EvaluationReturnStd = 4 });

        using var recorder = new RunRecorder(_run, Clock, _reports.Add, resumedAt: 2_500);
        recorder.RecordEvaluation(new EvaluationPoint(4_000, 50, 5));

        Assert.Equal([new EvaluationPoint(2_000, 30, 3), new EvaluationPoint(4_000, 50, 5)], recorder.Evaluations);
    }

    [Fact]
    public void A_new_run_keeps_nothing_of_before()
    {
        Record(null, Row(1_000));

        Record(null, Row(500));

        Assert.Equal([Row(500)], MetricsCsv.Read(_run.MetricsFile));
    }

    [Fact]
    public void A_folder_without_metrics_is_no_fault()
    {
        Record(2_000, Row(2_500));

        Assert.Equal([Row(2_500)], MetricsCsv.Read(_run.MetricsFile));
        Assert.Empty(_reports);
    }

    [Fact]
    public void A_last_row_that_a_crash_has_torn_is_left_out()
    {
        Record(null, Row(1_000), Row(2_000));
        using (var file = new FileStream(_run.MetricsFile, FileMode.Open))
            file.SetLength(file.Length - 5);

        Record(5_000, Row(6_000));

        Assert.Equal([Row(1_000), Row(6_000)], MetricsCsv.Read(_run.MetricsFile));
        Assert.Empty(_reports);
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_reported_and_set_aside()
    {
        Record(null, Row(1_000));
        File.AppendAllText(_run.MetricsFile, "1,2,many\r\n");
        var damaged = File.ReadAllText(_run.MetricsFile);

        Record(2_000, Row(2_500));

        Assert.Equal(
            [
                $"The earlier rows of metrics.csv cannot be read ('{_run.MetricsFile}', line 3: 3 fields where 20 belong. Remove the line); "
                + "that file is metrics-damaged.csv now, and the run goes on with a new one.",
            ],
            _reports);
        Assert.Equal([Row(2_500)], MetricsCsv.Read(_run.MetricsFile));
        Assert.Equal(damaged, File.ReadAllText(_folder.In("metrics-damaged.csv")));
    }

    private static MetricsRow Row(long environmentSteps) => MetricsRows.Empty with { EnvironmentSteps = environmentSteps, Version = environmentSteps / 10 };

    private void Record(long? resumedAt, params MetricsRow[] rows)
    {
        using var recorder = new RunRecorder(_run, Clock, _reports.Add, resumedAt);
        foreach (var row in rows)
            recorder.Record(row);
    }
}

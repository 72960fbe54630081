using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class RunRecorderSpecs : IDisposable
{
    private static readonly FixedTimeProvider Clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private static readonly NamedTensor[] Parameters = [new("actor.weight", [1, 2], new float[] { 1f, 2f })];
    private static readonly Dictionary<string, string> Metadata = new() { ["environment"] = "CartPole-v1" };

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _reports = [];
    private readonly RunFolder _run;

    public RunRecorderSpecs() => Assert.True(RunFolder.TryCreate(_folder.In("run"), "CartPole-v1", 1, Clock, out _run!, out _));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_run_leaves_every_file()
    {
        using (var recorder = new RunRecorder(_run, Clock, _reports.Add))
        {
            recorder.RecordEvaluation(new EvaluationPoint(1000, 24, 3));
            recorder.Record(MetricsRows.Empty);
            recorder.Record(MetricsRows.Full);
            Assert.True(recorder.Complete(RunSummarySpecs.Solved, Parameters, Metadata, rewardThreshold: 475));
        }

        Assert.Empty(_reports);
        Assert.Equal([MetricsRows.Empty, MetricsRows.Full], MetricsCsv.Read(_run.MetricsFile));
        Assert.Equal(Metadata, Safetensors.Read(_run.PolicyFile).Metadata);
        Assert.Empty(RunSummary.Load(_run.SummaryFile).RecordingFailures);
        Assert.True(File.Exists(_run.LearningCurveFile));
        var events = Assert.Single(Directory.GetFiles(_run.Path, "events.out.tfevents.*"));
        Assert.Equal([0, 12_345_678], TensorBoardEvents.Read(events).Select(point => point.Step).Distinct());
        Assert.Equal(5, Directory.GetFileSystemEntries(_run.Path).Length);
    }

    [Fact]
    public void A_writer_that_fails_is_reported_once_and_the_others_go_on()
    {
        var broken = new MemoryWriter { IsBroken = true };
        var working = new MemoryWriter();
        using var recorder = new RunRecorder(_run, _reports.Add, ("broken.csv", () => broken), ("working.csv", () => working));

        recorder.Record(MetricsRows.Full);
        recorder.Record(MetricsRows.Full);
        recorder.Record(MetricsRows.Full);

        Assert.Equal(3, working.Rows.Count);
        var report = Assert.Single(_reports);
        Assert.Contains("Cannot write broken.csv", report, StringComparison.Ordinal);
        Assert.Contains("(No space left on device); the run goes on", report, StringComparison.Ordinal);
        Assert.Equal(_reports, recorder.Failures);
    }

    [Fact]
    public void A_writer_that_works_again_gets_the_later_rows()
    {
        var writer = new MemoryWriter { IsBroken = true };
        using var recorder = new RunRecorder(_run, _reports.Add, ("metrics.csv", () => writer));

        recorder.Record(MetricsRows.Empty);
        writer.IsBroken = false;
        recorder.Record(MetricsRows.Full);

        Assert.Equal([MetricsRows.Full], writer.Rows);
    }

    [Fact]
    public void A_writer_that_cannot_be_opened_is_reported_and_the_others_go_on()
    {
        var working = new MemoryWriter();
        using var recorder = new RunRecorder(
            _run,
            _reports.Add,
            ("closed.csv", () => throw new UnauthorizedAccessException("Access denied.\nand a long explanation")),
            ("working.csv", () => working));

        recorder.Record(MetricsRows.Full);

        Assert.Single(working.Rows);
        Assert.Contains("Cannot write closed.csv", Assert.Single(_reports), StringComparison.Ordinal);
        Assert.Contains("(Access denied); the run goes on without.", _reports[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_and_a_picture_that_cannot_be_written_are_named_in_the_summary()
    {
        Directory.CreateDirectory(Path.Combine(_run.PolicyFile, "in the way"));
        Directory.CreateDirectory(Path.Combine(_run.LearningCurveFile, "in the way"));
        using var recorder = new RunRecorder(_run, Clock, _reports.Add);
        recorder.Record(MetricsRows.Full);

        Assert.False(recorder.Complete(RunSummarySpecs.Solved, Parameters, Metadata, rewardThreshold: 475));

        var failures = RunSummary.Load(_run.SummaryFile).RecordingFailures;
        Assert.Equal(_reports, failures);
        Assert.Collection(
            failures,
            failure => Assert.StartsWith("Cannot write policy.safetensors", failure, StringComparison.Ordinal),
            failure => Assert.StartsWith("Cannot write learning-curve.png", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_saved_during_the_run_is_replaced_by_the_last_one()
    {
        using var recorder = new RunRecorder(_run, Clock, _reports.Add);
        Assert.True(recorder.SavePolicy([new NamedTensor("actor.weight", [1], new float[] { 9f })], Metadata));
        recorder.Complete(RunSummarySpecs.Solved, Parameters, Metadata, rewardThreshold: null);

        Assert.Equal([1f, 2f], Assert.Single(Safetensors.Read(_run.PolicyFile).Tensors).Elements.ToArray());
    }

    private sealed class MemoryWriter : IMetricsWriter
    {
        public List<MetricsRow> Rows { get; } = [];

        public bool IsBroken { get; set; }

        public void Append(MetricsRow row)
        {
            if (IsBroken)
                throw new IOException("No space left on device.");
            Rows.Add(row);
        }

        public void Dispose()
        {
        }
    }
}

using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Views;

public sealed class StatusReportSpecs
{
    [Fact]
    public void A_status_is_told_line_by_line()
    {
        var kite = SampleRun.Node("kite/4711", SampleRun.Worker(0, 31_000), SampleRun.Worker(1, 30_250, failures: 2)) with
        {
            AcknowledgedVersion = 1_230,
            VersionsSkipped = 17,
            Rejections = [new RejectionCount(GradientRejectionReason.TooStale, 2)],
        };
        var status = SampleRun.Status with
        {
            Nodes = [kite, SampleRun.Node("gull/7", SampleRun.Worker(12, 0))],
            Standbys = [new StandbyStatus("hawk/8", 1_200, IsInSync: true), new StandbyStatus("tern/9", 12, IsInSync: false)],
            Standstill = "No gradient was applied for 15 s.",
        };

        Assert.Equal(
            [
                "run          run-1: CartPole-v1, seed 7, term 1, training for 2.5 s",
                "progress     version 1,234, 50,000 of 200,000 steps (25 %), 61,250 steps/s, 478 gradients/s",
                "return       187.2 over the last training episodes (812 so far)",
                "evaluation   421.5 ± 33.2 over 100 greedy episodes at 48,000 steps",
                "staleness    mean 0.88, max 3; 0: 32.4 %, 1: 48.6 %, 2: 16.2 %, 3+: 2.8 %",
                "gradients    rejected 3 (too stale 2, non finite 1), lost 4; worker failures 2",
                "node         kite/4711: 61,250 steps/s, 4 versions behind, 17 skipped, rejected 2 (too stale 2)",
                "  worker 0    31,000 steps/s, applied 617, rejected 0, staleness mean 0.88, max 3, failures 0",
                "  worker 1    30,250 steps/s, applied 617, rejected 0, staleness mean 0.88, max 3, failures 2",
                "node         gull/7: 0 steps/s, 0 versions behind, 0 skipped, rejected 0",
                "  worker 12   0 steps/s, applied 617, rejected 0, staleness mean 0.88, max 3, failures 0",
                "standby      hawk/8: in sync, holds version 1,200",
                "standby      tern/9: behind, holds version 12",
                "standstill   No gradient was applied for 15 s.",
            ],
            StatusReport.Lines(status));
    }

    [Fact]
    public void Before_the_first_worker_there_is_little_to_tell()
    {
        var status = SampleRun.Status with
        {
            Phase = TrainingPhase.AwaitingWorkers,
            ElapsedSeconds = 0,
            Version = 0,
            EnvironmentSteps = 0,
            StepsPerSecond = 0,
            GradientsPerSecond = 0,
            Episodes = 0,
            EpisodeReturnMean = double.NaN,
            LastEvaluation = null,
            StalenessMean = double.NaN,
            StalenessMaximum = 0,
            StalenessHistogram = [0, 0, 0, 0],
            Rejections = [],
            GradientsLost = 0,
            WorkerFailures = 0,
            Nodes = [],
        };

        Assert.Equal(
            [
                "run          run-1: CartPole-v1, seed 7, term 1, awaiting workers for 0.0 s",
                "progress     version 0, 0 of 200,000 steps (0 %), 0 steps/s, 0 gradients/s",
                "return       – over the last training episodes (0 so far)",
                "evaluation   none yet",
                "staleness    no gradient was applied yet",
                "gradients    rejected 0, lost 0; worker failures 0",
                "nodes        none has joined yet",
            ],
            StatusReport.Lines(status));
    }

    [Fact]
    public void A_worker_that_has_given_nothing_yet_has_no_staleness()
    {
        var status = SampleRun.Status with { Nodes = [SampleRun.Node("kite/1", SampleRun.Worker(0, 0) with { StalenessMean = double.NaN, StalenessMaximum = 0 })] };

        Assert.Contains(
            "  worker 0    0 steps/s, applied 617, rejected 0, staleness mean –, max 0, failures 0", StatusReport.Lines(status));
    }

    [Fact]
    public void A_standby_that_holds_nothing_yet_says_so()
    {
        var status = SampleRun.Status with { Standbys = [new StandbyStatus("hawk/8", -1, IsInSync: false)] };

        Assert.Contains("standby      hawk/8: behind, holds nothing yet", StatusReport.Lines(status));
    }

    [Theory]
    [InlineData(119.96, "training for 120.0 s")]
    [InlineData(120, "training for 00:02:00")]
    [InlineData(90_061.9, "training for 1.01:01:01")]
    public void Long_runs_are_told_in_hours(double seconds, string expected) => Assert.EndsWith(
        expected, StatusReport.Lines(SampleRun.Status with { ElapsedSeconds = seconds }).First(), StringComparison.Ordinal);

    [Fact]
    public void A_run_that_is_over_is_over() => Assert.EndsWith(
        "over, trained for 2.5 s", StatusReport.Lines(SampleRun.Status with { Phase = TrainingPhase.Completed }).First(), StringComparison.Ordinal);
}

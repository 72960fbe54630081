using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Views;

public sealed class StatusTextSpecs
{
    [Fact]
    public void A_status_is_one_line() => Assert.Equal(
        "50,000 steps (25 %, at most 2 s left), 61,250 steps/s, return 187.2, evaluation 421.5, version 1,234, staleness mean 0.88, max 3, "
        + "rejected 3 (too stale 2, non finite 1), workers 0: 31,000/s, 1: 30,250/s (2 failures)",
        StatusText.Line(SampleRun.Status));

    [Fact]
    public void What_is_not_known_yet_is_a_dash() => Assert.Equal(
        "0 steps (0 %), 0 steps/s, return –, evaluation –, version 0, staleness –, rejected 0, workers none has joined yet",
        StatusText.Line(SampleRun.Status with
        {
            Version = 0,
            EnvironmentSteps = 0,
            StepsPerSecond = 0,
            EpisodeReturnMean = double.NaN,
            LastEvaluation = null,
            StalenessMean = double.NaN,
            StalenessMaximum = 0,
            Rejections = [],
            Nodes = [],
        }));

    [Theory]
    [InlineData(0, "evaluation")]
    [InlineData(1, "confirmation with other seeds")]
    public void An_evaluation_is_one_line(int round, string name) => Assert.Equal(
        $"48,000 steps: {name} 421.5 ± 12.5 over 100 greedy episodes", StatusText.Line(SampleRun.Evaluated(round, 421.5)));

    [Theory]
    [InlineData(50_000, 1_000, ", at most 50 s left")]
    [InlineData(50_000, 500, ", at most 2 min left")]
    [InlineData(50_000, 5, ", at most 2.8 h left")]
    [InlineData(50_000, 0, "")]
    [InlineData(50_000, double.NaN, "")]
    [InlineData(-3, 1_000, ", at most 0 s left")]
    public void The_time_left_is_that_of_the_budget_at_the_present_rate(long stepsLeft, double rate, string expected) => Assert.Equal(
        expected, StatusText.TimeLeft(SampleRun.Status with { EnvironmentSteps = 200_000 - stepsLeft, StepsPerSecond = rate }));

    [Fact]
    public void A_run_that_is_over_has_no_time_left() =>
        Assert.Equal("", StatusText.TimeLeft(SampleRun.Status with { Phase = TrainingPhase.Completed }));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100_000, 0.5)]
    [InlineData(200_128, 1)]
    public void The_last_rollout_may_pass_the_budget_and_the_share_that_is_used_up_may_not(long steps, double expected) =>
        Assert.Equal(expected, StatusText.Fraction(SampleRun.Status with { EnvironmentSteps = steps }));

    [Theory]
    [InlineData(8, "7: 7,000/s")]
    [InlineData(9, "7: 7,000/s and 1 more")]
    [InlineData(1_500, "7: 7,000/s and 1,492 more")]
    public void However_many_workers_there_are_eight_are_shown(int count, string end)
    {
        var nodes = Enumerable.Range(0, count).Chunk(5).Select(workers => SampleRun.Node(
            $"node-{workers[0]}", [.. workers.Select(worker => SampleRun.Worker(worker, worker * 1_000))]));

        var text = StatusText.Workers(SampleRun.Status with { Nodes = [.. nodes] });

        Assert.StartsWith("0: 0/s, 1: 1,000/s, ", text, StringComparison.Ordinal);
        Assert.EndsWith(end, text, StringComparison.Ordinal);
        Assert.Equal(8, text.Split("/s").Length - 1);
    }

    [Fact]
    public void One_failure_is_a_failure_and_two_are_failures() => Assert.Equal(
        "0: 5/s (1 failure), 1: 5/s (2 failures)",
        StatusText.Workers(SampleRun.Status with
        {
            Nodes = [SampleRun.Node("local", SampleRun.Worker(0, 5, failures: 1), SampleRun.Worker(1, 5, failures: 2))],
        }));
}

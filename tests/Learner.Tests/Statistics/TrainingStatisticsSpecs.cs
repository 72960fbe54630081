using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Learner.Statistics;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Statistics;

public sealed class TrainingStatisticsSpecs
{
    private static readonly DateTimeOffset Now = SampleRun.Start;
    private static readonly WorkerNode Node = new("a", 0, 2);

    private readonly TrainingStatistics _statistics = new(TimeSpan.FromSeconds(5));

    public TrainingStatisticsSpecs() => _statistics.Add(Node);

    [Fact]
    public void Means_are_over_the_last_hundred_episodes()
    {
        // Returns 1 … 250 and lengths of twice as much, over several rollouts: the last hundred are 151 … 250.
        for (var first = 1; first <= 250; first += 10)
        {
            EpisodeReport[] episodes = [.. Enumerable.Range(first, 10).Select(i => new EpisodeReport(i, 2 * i))];
            _statistics.GradientApplied(0, SampleRun.Report with { Episodes = [.. episodes] }, staleness: 0, Now);
        }

        Assert.Equal(250, _statistics.Episodes.Count);
        Assert.Equal(200.5, _statistics.Episodes.ReturnMean);
        Assert.Equal(401, _statistics.Episodes.LengthMean);
    }

    [Fact]
    public void A_few_episodes_are_not_averaged_with_nothing()
    {
        _statistics.GradientApplied(0, SampleRun.Report with { Episodes = [new(10, 8), new(20, 12)] }, staleness: 0, Now);

        Assert.Equal(15, _statistics.Episodes.ReturnMean);
        Assert.Equal(10, _statistics.Episodes.LengthMean);
    }

    [Fact]
    public void Without_an_episode_there_is_no_mean()
    {
        Assert.Equal(double.NaN, _statistics.Episodes.ReturnMean);
        Assert.Equal(double.NaN, _statistics.Episodes.LengthMean);
    }

    [Fact]
    public void Staleness_has_a_mean_a_maximum_and_a_histogram_with_an_open_end()
    {
        foreach (var staleness in new[] { 0L, 0, 3, 31, 32, 1_000 })
            _statistics.GradientApplied(0, SampleRun.Report, staleness, Now);

        var expected = new long[33];
        (expected[0], expected[3], expected[31], expected[32]) = (2, 1, 1, 2);
        Assert.Equal([.. expected], _statistics.Staleness.Histogram);
        Assert.Equal(1_066 / 6.0, _statistics.Staleness.Mean, precision: 12);
        Assert.Equal(1_000, _statistics.Staleness.Maximum);
    }

    [Fact]
    public void Before_the_first_gradient_staleness_is_zero()
    {
        Assert.Equal(0, _statistics.Staleness.Mean);
        Assert.Equal(0, _statistics.StatusOf(0, Now).StalenessMean);
    }

    [Fact]
    public void Rejections_are_counted_by_reason()
    {
        _statistics.GradientRejected(1, GradientRejectionReason.TooStale);
        _statistics.GradientRejected(0, GradientRejectionReason.NonFinite);
        _statistics.GradientRejected(1, GradientRejectionReason.TooStale);
        _statistics.GradientRejected(GradientRejectionReason.UnknownRun);

        Assert.Equal(4, _statistics.GradientsRejected);
        Assert.Equal(
            [
                new RejectionCount(GradientRejectionReason.UnknownRun, 1),
                new RejectionCount(GradientRejectionReason.TooStale, 2),
                new RejectionCount(GradientRejectionReason.NonFinite, 1),
            ],
            _statistics.Rejections);
        Assert.Equal(
            [new RejectionCount(GradientRejectionReason.TooStale, 2), new RejectionCount(GradientRejectionReason.NonFinite, 1)],
            _statistics.RejectionsOf(new WorkerNode("node", FirstWorker: 0, WorkerCount: 2)));
        Assert.Equal(1, _statistics.StatusOf(0, Now).GradientsRejected);
        Assert.Equal(2, _statistics.StatusOf(1, Now).GradientsRejected);
    }

    [Fact]
    public void Every_reason_there_is_can_be_counted()
    {
        foreach (var reason in Enum.GetValues<GradientRejectionReason>())
            _statistics.GradientRejected(reason);

        Assert.Equal(Enum.GetValues<GradientRejectionReason>(), _statistics.Rejections.Select(rejection => rejection.Reason));
    }

    [Fact]
    public void Every_worker_has_an_account_of_its_own()
    {
        _statistics.GradientApplied(0, SampleRun.Report, staleness: 1, Now);
        _statistics.GradientApplied(1, SampleRun.Report, staleness: 2, Now);
        _statistics.GradientApplied(1, SampleRun.Report, staleness: 6, Now + TimeSpan.FromSeconds(1));
        _statistics.WorkerFailed(1);

        Assert.Equal(
            new WorkerStatus(
                Worker: 1,
                GradientsApplied: 2,
                GradientsRejected: 0,
                EnvironmentSteps: 20,
                StepsPerSecond: 20,
                StalenessMean: 4,
                StalenessMaximum: 6,
                Failures: 1),
            _statistics.StatusOf(1, Now + TimeSpan.FromSeconds(1)));
        Assert.Equal(1, _statistics.StatusOf(0, Now).GradientsApplied);
        Assert.Equal(0, _statistics.StatusOf(0, Now).Failures);
    }

    [Fact]
    public void Rates_are_those_of_all_workers()
    {
        _statistics.GradientApplied(0, SampleRun.Report, staleness: 0, Now);
        _statistics.GradientApplied(1, SampleRun.Report, staleness: 0, Now + TimeSpan.FromSeconds(2));

        Assert.Equal(10, _statistics.StepsPerSecond(Now + TimeSpan.FromSeconds(2)));
        Assert.Equal(1, _statistics.GradientsPerSecond(Now + TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Totals_outlive_a_worker()
    {
        _statistics.GradientApplied(0, SampleRun.Report, staleness: 5, Now);
        _statistics.WorkerFailed(0);
        _statistics.GradientRejected(0, GradientRejectionReason.NonFinite);
        _statistics.Remove(Node);

        Assert.Equal(5, _statistics.Staleness.Maximum);
        Assert.Equal(1, _statistics.WorkerFailures);
        Assert.Equal(1, _statistics.GradientsRejected);
    }

    [Fact]
    public void Time_starts_with_the_first_node_and_stands_still_after_the_end()
    {
        Assert.Equal(TimeSpan.Zero, _statistics.Elapsed(Now));
        _statistics.Start(Now);
        _statistics.Start(Now + TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(5), _statistics.Elapsed(Now + TimeSpan.FromSeconds(5)));
        _statistics.GradientApplied(0, SampleRun.Report, staleness: 0, Now + TimeSpan.FromSeconds(9));
        _statistics.End(Now + TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(10), _statistics.Elapsed(Now + TimeSpan.FromHours(1)));
        Assert.Equal(10, _statistics.StepsPerSecond(Now + TimeSpan.FromHours(1)));
        Assert.Equal(10, _statistics.StatusOf(0, Now + TimeSpan.FromHours(1)).StepsPerSecond);
    }

    [Fact]
    public void A_row_of_metrics_is_the_mean_since_the_row_before()
    {
        _statistics.GradientApplied(0, SampleRun.Report with { PolicyLoss = 100, ExplainedVariance = 100 }, staleness: 100, Now);
        _statistics.StartRow();
        Assert.True(_statistics.Row.IsEmpty);

        _statistics.GradientApplied(0, new RolloutReport(10, [], 1, 2, 3, 4, 0.5), staleness: 1, Now);
        _statistics.GradientApplied(0, new RolloutReport(10, [], 3, 6, 9, 12, double.NaN), staleness: 4, Now);

        var row = _statistics.Row;
        Assert.Equal((2, 4, 6, 8, 0.5), (row.PolicyLoss, row.ValueLoss, row.Entropy, row.GradientNorm, row.ExplainedVariance));
        Assert.Equal((2.5, 4), (row.StalenessMean, row.StalenessMaximum));
    }

    [Fact]
    public void A_row_of_rollouts_without_explained_variance_has_none()
    {
        _statistics.GradientApplied(0, SampleRun.Report with { ExplainedVariance = double.NaN }, staleness: 0, Now);

        Assert.Equal(double.NaN, _statistics.Row.ExplainedVariance);
    }

    [Fact]
    public void An_evaluation_is_new_in_one_row_and_the_latest_until_the_next()
    {
        _statistics.Evaluated(SampleRun.Evaluated(version: 4, returnMean: 200));
        var evaluation = new EvaluationStatus(4, 40, 4, 200, 1);
        Assert.Equal(evaluation, _statistics.NewEvaluation);

        _statistics.StartRow();

        Assert.Null(_statistics.NewEvaluation);
        Assert.Equal(evaluation, _statistics.LastEvaluation);
    }
}

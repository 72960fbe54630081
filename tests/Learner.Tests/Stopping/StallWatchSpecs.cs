using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Stopping;

public sealed class StallWatchSpecs
{
    private static readonly DateTimeOffset Start = SampleRun.Start;
    private readonly StallWatch _stall = new(TimeSpan.FromSeconds(15), Start);

    [Fact]
    public void A_run_that_progresses_does_not_stand_still()
    {
        for (var second = 0; second < 100; second += 14)
        {
            _stall.Progressed(At(second));
            Assert.Null(_stall.Check(workerCount: 2, At(second + 14)));
        }
    }

    [Fact]
    public void A_standstill_is_reported_once() =>
        Assert.Equal(
            [null, "No gradient was applied for 15 s: no worker node is registered.", null, null],
            new[] { 14, 15, 16, 100 }.Select(second => _stall.Check(workerCount: 0, At(second))));

    [Fact]
    public void After_progress_the_next_standstill_is_reported_again()
    {
        Assert.NotNull(_stall.Check(workerCount: 0, At(15)));
        _stall.Progressed(At(20));

        Assert.Null(_stall.Check(workerCount: 0, At(34)));
        Assert.NotNull(_stall.Check(workerCount: 0, At(35)));
    }

    [Fact]
    public void Workers_that_training_waits_for_are_named() =>
        Assert.Equal(
            "No gradient was applied for 15 s: 2 of the 4 workers that training begins with are registered.",
            _stall.Check(workerCount: 2, At(15), awaitedWorkers: 4));

    [Fact]
    public void Workers_that_send_nothing_are_named() =>
        Assert.Equal("No gradient was applied for 15 s: none came from the 2 registered workers.", _stall.Check(workerCount: 2, At(15)));

    [Fact]
    public void Refused_gradients_are_named_with_the_latest_reason()
    {
        _stall.GradientRejected(GradientRejectionReason.TooStale, "Old.");
        _stall.GradientRejected(GradientRejectionReason.NonFinite, "Element 0 of the gradient is NaN.");

        Assert.Equal(
            "No gradient was applied for 15 s: 2 were refused, the last one as NonFinite: Element 0 of the gradient is NaN.",
            _stall.Check(workerCount: 2, At(15)));
    }

    [Fact]
    public void Failing_workers_are_named_with_the_latest_cause()
    {
        _stall.WorkerFailed("IOException: no such file.");

        Assert.Equal(
            "No gradient was applied for 15 s: workers failed 1 times, the last time with: IOException: no such file.",
            _stall.Check(workerCount: 2, At(15)));
    }

    [Fact]
    public void A_failing_evaluator_is_named_where_nothing_else_is_wrong()
    {
        _stall.EvaluationFailed("no answer came within 120 s.");

        Assert.Equal(
            "No gradient was applied for 15 s: the evaluator failed 1 times, the last time with: no answer came within 120 s.",
            _stall.Check(workerCount: 2, At(15)));
    }

    [Fact]
    public void A_standstill_can_be_asked_for_until_something_progresses()
    {
        Assert.Null(_stall.Standstill);
        _stall.Check(workerCount: 0, At(15));
        _stall.Check(workerCount: 0, At(40));

        Assert.Equal("No gradient was applied for 40 s: no worker node is registered.", _stall.Standstill);
        _stall.Progressed(At(41));
        Assert.Null(_stall.Standstill);
    }

    [Fact]
    public void What_was_before_the_last_progress_is_no_cause()
    {
        _stall.GradientRejected(GradientRejectionReason.TooStale, "Old.");
        _stall.WorkerFailed("IOException: no such file.");
        _stall.Progressed(At(1));

        Assert.Contains("none came", _stall.Check(workerCount: 2, At(16)), StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int second) => Start + TimeSpan.FromSeconds(second);
}

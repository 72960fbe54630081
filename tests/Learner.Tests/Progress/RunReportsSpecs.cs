using ActorCritic.Distributed.Learner.Evaluation;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Learner.Tests.Progress;

public sealed class RunReportsSpecs : TestKit
{
    private static readonly DateTimeOffset Start = SampleRun.Start;
    private static readonly LearnerOptions Options = SampleRun.Options with
    {
        MetricsInterval = 20,
        Training = SampleRun.Training with { EvaluationInterval = 20 },
    };

    private readonly TestProbe _evaluator;
    private readonly TestProbe _observer;
    private readonly TrainingRun _run = new(Options, Start);
    private readonly RunReports _reports;

    public RunReportsSpecs()
    {
        _evaluator = CreateTestProbe("evaluator");
        _observer = CreateTestProbe("observer");
        _reports = new RunReports(_run, _evaluator, _observer, Sys.Log);
        _run.Register(SampleRun.Registration(), Start);
    }

    [Fact]
    public void A_version_brings_metrics_and_an_evaluation_only_where_they_are_due()
    {
        Apply(sequence: 1);
        _reports.VersionReached(Start);
        Apply(sequence: 2);
        _reports.VersionReached(Start);

        Assert.Equal(2, _observer.ExpectMsg<MetricsRecorded>().Version);
        Assert.Equal(2, _evaluator.ExpectMsg<EvaluatePolicy>().Parameters.Version);
        ExpectNothing(_observer);
    }

    [Fact]
    public void Rows_that_follow_each_other_closely_go_together()
    {
        Reach(version: 2, Start);
        Assert.Equal(2, _observer.ExpectMsg<MetricsRecorded>().Version);

        Reach(version: 4, Start + (RunReports.RowPause / 2));
        Reach(version: 6, Start + RunReports.RowPause - TimeSpan.FromTicks(1));
        ExpectNothing(_observer);

        Reach(version: 7, Start + RunReports.RowPause);
        Assert.Equal(4, _observer.ExpectMsg<MetricsRecorded>().Version);
        Assert.Equal(6, _observer.ExpectMsg<MetricsRecorded>().Version);

        Reach(version: 8, Start + (RunReports.RowPause * 1.5));
        ExpectNothing(_observer);
        _reports.TellRowsInTime(Start + (RunReports.RowPause * 2));
        Assert.Equal(8, _observer.ExpectMsg<MetricsRecorded>().Version);
    }

    [Fact]
    public void Whatever_else_is_told_comes_after_the_rows_before_it()
    {
        Reach(version: 2, Start);
        Reach(version: 4, Start);
        _reports.Evaluated(_run.EvaluationDesk.Evaluated(SampleRun.Evaluated(version: 2, returnMean: 9), Start));
        Reach(version: 6, Start);
        _reports.MadeWay(Start);

        Assert.Equal(
            [typeof(MetricsRecorded), typeof(MetricsRecorded), typeof(EvaluationRecorded), typeof(MetricsRecorded), typeof(LearnerMadeWay)],
            _observer.ReceiveN(5).Select(fact => fact.GetType()));
    }

    [Fact]
    public void The_evaluator_is_asked_for_one_evaluation_at_a_time()
    {
        for (var sequence = 1; sequence <= 4; sequence++)
            Apply(sequence);
        _reports.AskEvaluator(Start);
        _reports.AskEvaluator(Start);

        var first = _evaluator.ExpectMsg<EvaluatePolicy>();
        ExpectNothing(_evaluator);
        _reports.Evaluated(_run.EvaluationDesk.Evaluated(SampleRun.Evaluated(first.Parameters.Version, returnMean: 9), Start));
        _reports.AskEvaluator(Start);

        Assert.Equal(9, _observer.ExpectMsg<EvaluationRecorded>().Result.ReturnMean);
        Assert.Equal((2L, 4L), (first.Parameters.Version, _evaluator.ExpectMsg<EvaluatePolicy>().Parameters.Version));
    }

    [Fact]
    public void A_failed_evaluation_is_warned_of_and_hands_on_the_end_that_follows()
    {
        var stop = new StopDecision(TrainingOutcome.Failed, "The evaluator failed.");

        EventFilter.Warning(contains: "version 2, round 0: no memory").ExpectOne(() =>
            Assert.Equal(stop, _reports.Evaluated(new EvaluationOutcome(Recorded: null, "version 2, round 0: no memory", stop))));

        ExpectNothing(_observer);
    }

    [Fact]
    public void An_answer_that_nobody_waits_for_says_nothing()
    {
        Assert.Null(_reports.Evaluated(default));

        ExpectNothing(_observer);
    }

    [Fact]
    public void The_end_comes_after_the_last_row_of_metrics()
    {
        Apply(sequence: 1);

        _reports.Completed(new StopDecision(TrainingOutcome.Stopped, "Somebody asked for it."), Start);

        Assert.Equal(1, _observer.ExpectMsg<MetricsRecorded>().Version);
        var completed = _observer.ExpectMsg<RunCompleted>();
        Assert.Equal((TrainingOutcome.Stopped, "Somebody asked for it."), (completed.Outcome, completed.Explanation));
        Assert.Equal((TrainingPhase.Completed, 1L), (completed.Status.Phase, completed.FinalParameters.Version));
        Assert.Null(completed.Solved);
    }

    [Fact]
    public void An_end_with_nothing_new_has_no_row_of_metrics()
    {
        _reports.Completed(new StopDecision(TrainingOutcome.Stopped, "Somebody asked for it."), Start);

        _observer.ExpectMsg<RunCompleted>();
        ExpectNothing(_observer);
    }

    [Fact]
    public void Making_way_says_how_the_run_stands_while_it_goes_on()
    {
        Apply(sequence: 1);

        _reports.MadeWay(Start);

        var made = _observer.ExpectMsg<LearnerMadeWay>();
        Assert.Equal((TrainingPhase.Training, 1L), (made.Status.Phase, made.Parameters.Version));
    }

    /// <summary>Applies gradients, one for each version.</summary>
    private void Reach(long version, DateTimeOffset now)
    {
        while (_run.Parameters.Version < version)
        {
            Apply(_run.Parameters.Version + 1);
            _reports.VersionReached(now);
        }
    }

    /// <summary>Asserts that nothing has come to the probe that was not expected.</summary>
    private static void ExpectNothing(TestProbe probe)
    {
        probe.Ref.Tell("the next");
        Assert.Equal("the next", probe.ExpectMsg<object>());
    }

    private void Apply(long sequence) => _run.Apply(SampleRun.Gradient(sequence, sequence - 1), staleness: 0, Start);
}

using ActorCritic.Distributed.Learner.Evaluation;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Evaluation;

/// <summary>The desk of a run whose versions are evaluated every 10 steps, which is every version.</summary>
public sealed class EvaluationDeskSpecs
{
    private static readonly DateTimeOffset Now = SampleRun.Start;

    private readonly TrainingRun _run = new(
        SampleRun.Options with
        {
            Training = SampleRun.Training with { EvaluationInterval = SampleRun.StepsPerRollout },
            EvaluationTimeout = TimeSpan.FromSeconds(30),
            FailureLimit = 2,
        },
        Now);

    public EvaluationDeskSpecs() => _run.Register(SampleRun.Registration(), Now);

    private EvaluationDesk Desk => _run.EvaluationDesk;

    [Fact]
    public void The_evaluator_is_asked_for_what_is_due_and_for_nothing_else_meanwhile()
    {
        Assert.Null(Desk.Start(Now));
        Reach(version: 1);

        var asked = Desk.Start(Now);

        Assert.NotNull(asked);
        Assert.Equal((SampleRun.Run, SampleRun.Term, 0, 4), (asked.Run, asked.Term, asked.Round, asked.Episodes));
        Assert.Equal((1L, _run.Plan.Environment, _run.Plan.Network), (asked.Parameters.Version, asked.Environment, asked.Network));
        Reach(version: 2);
        Assert.Null(Desk.Start(Now));
    }

    [Fact]
    public void An_answer_is_recorded_with_the_parameters_that_were_played()
    {
        var asked = Ask();
        var result = SampleRun.Evaluated(version: 1, returnMean: 20);

        var outcome = Desk.Evaluated(result, Now + TimeSpan.FromSeconds(3));

        Assert.Equal((null, null), (outcome.Failure, outcome.Stop));
        Assert.Equal((TimeSpan.FromSeconds(3), 0, result), (outcome.Recorded!.Elapsed, outcome.Recorded.Number, outcome.Recorded.Result));
        Assert.Same(asked.Parameters, outcome.Recorded.Parameters);
        Assert.Equal(20, _run.Statistics.LastEvaluation?.ReturnMean);
    }

    [Fact]
    public void A_return_at_the_threshold_is_confirmed_before_the_run_is_solved()
    {
        Ask();
        Assert.Null(Desk.Evaluated(SampleRun.Evaluated(version: 1, returnMean: 480), Now).Stop);

        var confirmation = Desk.Start(Now);

        Assert.Equal((1, 1L), (confirmation?.Round, confirmation?.Parameters.Version));
        Assert.Equal(
            TrainingOutcome.Solved,
            Desk.Evaluated(SampleRun.Evaluated(version: 1, returnMean: 480, round: 1), Now).Stop?.Outcome);
    }

    [Fact]
    public void An_answer_of_another_run_term_round_or_version_changes_nothing()
    {
        Ask();
        var answer = SampleRun.Evaluated(version: 1, returnMean: 20);

        Assert.Equal(default, Desk.Evaluated(answer with { Run = "run-2" }, Now));
        Assert.Equal(default, Desk.Evaluated(answer with { Term = SampleRun.Term - 1 }, Now));
        Assert.Equal(default, Desk.Evaluated(answer with { Round = 1 }, Now));
        Assert.Equal(default, Desk.Evaluated(answer with { Version = 2 }, Now));
        Assert.Equal(default, Desk.Failed(Failure("late") with { Term = SampleRun.Term - 1 }));

        Assert.NotNull(Desk.Evaluated(answer, Now).Recorded);
        Assert.Equal(default, Desk.Evaluated(answer, Now));
    }

    [Fact]
    public void An_answer_with_a_fault_is_a_failure_and_asked_for_again()
    {
        var asked = Ask();

        var outcome = Desk.Evaluated(SampleRun.Evaluated(version: 1, returnMean: double.NaN), Now);

        Assert.Equal((null, null), (outcome.Recorded, outcome.Stop));
        Assert.Equal("version 1, round 0: its mean return is NaN with a deviation of 1", outcome.Failure);
        Assert.Equal(asked, Desk.Start(Now));
        Assert.Null(_run.Statistics.LastEvaluation);
    }

    [Fact]
    public void An_evaluator_that_keeps_failing_ends_the_run()
    {
        Ask();
        var first = Desk.Failed(Failure("no memory"));
        Assert.Equal(("version 1, round 0: no memory", null), (first.Failure, first.Stop));
        Assert.NotNull(Desk.Start(Now));

        Assert.Equal(TrainingOutcome.Failed, Desk.Failed(Failure("no memory")).Stop?.Outcome);
    }

    [Fact]
    public void An_evaluation_is_given_up_when_its_time_is_over_and_not_before()
    {
        var asked = Ask();

        Assert.Equal(default, Desk.GiveUpOverdue(Now + TimeSpan.FromSeconds(29)));
        Assert.Equal("version 1, round 0: no answer came within 30 s", Desk.GiveUpOverdue(Now + TimeSpan.FromSeconds(30)).Failure);
        Assert.Equal(default, Desk.GiveUpOverdue(Now + TimeSpan.FromSeconds(60)));
        Assert.Equal(asked, Desk.Start(Now + TimeSpan.FromSeconds(60)));
    }

    private static EvaluationFailed Failure(string cause) => new(SampleRun.Run, SampleRun.Term, Round: 0, Version: 1, cause);

    private void Reach(long version) => _run.Apply(SampleRun.Gradient(version, version - 1), staleness: 0, Now);

    private EvaluatePolicy Ask()
    {
        Reach(version: 1);
        return Desk.Start(Now)!;
    }
}

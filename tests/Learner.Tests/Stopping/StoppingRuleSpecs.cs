using ActorCritic.Distributed.Learner.Evaluation;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Stopping;

public sealed class StoppingRuleSpecs
{
    private readonly StoppingRule _stopping = new(rewardThreshold: 475, maxSteps: 1_000, stopWhenSolved: true, failureLimit: 3);

    [Fact]
    public void A_policy_that_reaches_the_threshold_twice_has_solved_the_environment()
    {
        Assert.Equal(new EvaluationVerdict(Confirm: true, Stop: null), Evaluate(_stopping, version: 12, round: 0, mean: 475));
        Assert.Null(_stopping.Solved);

        var verdict = Evaluate(_stopping, version: 12, round: 1, mean: 490.5);

        Assert.Equal(TrainingOutcome.Solved, verdict.Stop?.Outcome);
        Assert.Equal(
            "Solved by version 12, after 120 environment steps: "
            + "greedy mean returns of 475.0 and 490.5 over 4 episodes each reach the threshold of 475.",
            verdict.Stop?.Explanation);
        Assert.Equal(12, _stopping.Solved?.Parameters.Version);
        Assert.Equal((475.0, 490.5), (_stopping.Solved?.FirstEvaluation.ReturnMean, _stopping.Solved?.Confirmation.ReturnMean));
    }

    [Fact]
    public void A_policy_below_the_threshold_is_not_even_confirmed() =>
        Assert.Equal(default, Evaluate(_stopping, version: 12, round: 0, mean: 474.99));

    [Fact]
    public void A_confirmation_that_fails_solves_nothing_and_the_next_policy_needs_both_again()
    {
        Evaluate(_stopping, version: 12, round: 0, mean: 500);

        Assert.Equal(default, Evaluate(_stopping, version: 12, round: 1, mean: 474));
        Assert.Null(_stopping.Solved);
        Assert.True(Evaluate(_stopping, version: 13, round: 0, mean: 500).Confirm);
        Assert.NotNull(Evaluate(_stopping, version: 13, round: 1, mean: 500).Stop);
    }

    [Fact]
    public void A_confirmation_of_another_version_is_a_broken_invariant()
    {
        Evaluate(_stopping, version: 12, round: 0, mean: 500);

        Assert.Throws<InvalidOperationException>(() => Evaluate(_stopping, version: 13, round: 1, mean: 500));
    }

    [Fact]
    public void A_run_that_does_not_stop_when_solved_keeps_the_first_policy_that_did()
    {
        var stopping = new StoppingRule(475, 1_000, stopWhenSolved: false, failureLimit: 3);
        Evaluate(stopping, version: 12, round: 0, mean: 500);

        Assert.Equal(default, Evaluate(stopping, version: 12, round: 1, mean: 500));
        Assert.Equal(default, Evaluate(stopping, version: 20, round: 0, mean: 500));

        Assert.Equal(12, stopping.Solved?.Parameters.Version);
        Assert.Equal(TrainingOutcome.Solved, stopping.BudgetUsedUp(evaluationsLeft: 0).Outcome);
    }

    [Fact]
    public void Without_a_threshold_nothing_is_solved()
    {
        var stopping = new StoppingRule(double.PositiveInfinity, 1_000, stopWhenSolved: true, failureLimit: 3);

        Assert.Equal(default, Evaluate(stopping, version: 12, round: 0, mean: double.MaxValue));
        Assert.Equal("The budget of 1,000 environment steps was used up.", stopping.BudgetUsedUp(evaluationsLeft: 0).Explanation);
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    [InlineData(1_001, true)]
    public void The_budget_is_used_up_from_its_last_step_on(long steps, bool isUsedUp) => Assert.Equal(isUsedUp, _stopping.IsBudgetUsedUp(steps));

    [Fact]
    public void A_run_that_used_up_its_budget_says_which_threshold_it_missed_and_what_was_not_waited_for() =>
        Assert.Equal(
            new StopDecision(
                TrainingOutcome.BudgetExhausted,
                "The budget of 1,000 environment steps was used up before two evaluations in a row reached a mean return of 475 "
                + "(2 of the last evaluations were not waited for)."),
            _stopping.BudgetUsedUp(evaluationsLeft: 2));

    [Fact]
    public void A_request_ends_the_run_as_stopped() =>
        Assert.Equal(
            new StopDecision(TrainingOutcome.Stopped, "Ctrl-C was pressed: training was stopped at version 12, after 12,000 environment steps."),
            StoppingRule.Requested("Ctrl-C was pressed", 12, 12_000));

    [Fact]
    public void A_run_whose_every_worker_keeps_failing_has_failed()
    {
        Assert.Null(Fail(0, workers: 2, times: 5));
        Assert.Null(Fail(1, workers: 2, times: 2));

        Assert.Equal(
            new StopDecision(
                TrainingOutcome.Failed,
                "Every one of the 2 workers failed at least 3 times in a row, the last time with: IOException: no such file."),
            _stopping.WorkerFailed(1, "IOException: no such file.", workerCount: 2));
    }

    [Fact]
    public void An_applied_gradient_proves_that_a_worker_works()
    {
        Fail(0, workers: 2, times: 3);
        Fail(1, workers: 2, times: 2);
        _stopping.GradientApplied(0);

        Assert.Null(Fail(1, workers: 2, times: 1));
        Assert.Null(Fail(0, workers: 2, times: 2));
        Assert.NotNull(Fail(0, workers: 2, times: 1));
    }

    [Fact]
    public void A_run_whose_every_worker_keeps_being_refused_has_failed()
    {
        Assert.Null(Refuse(0, workers: 1, times: 2));

        Assert.Equal(
            new StopDecision(
                TrainingOutcome.Failed,
                "The only worker had its gradients refused at least 3 times in a row, "
                + "the last time with: NonFinite: Element 0 of the gradient is NaN."),
            Refuse(0, workers: 1, times: 1));
    }

    [Fact]
    public void Failures_and_refusals_of_one_worker_are_counted_apart()
    {
        Assert.Null(Fail(0, workers: 1, times: 2));
        Assert.Null(Refuse(0, workers: 1, times: 2));
        Assert.NotNull(Fail(0, workers: 1, times: 1));
    }

    [Fact]
    public void A_run_is_stuck_too_when_some_workers_fail_and_the_others_are_refused()
    {
        Fail(0, workers: 2, times: 3);

        Assert.Contains("failed or had its gradients refused", Refuse(1, workers: 2, times: 3)?.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_only_waits_keeps_the_run_going()
    {
        Assert.Null(Fail(0, workers: 3, times: 10));
        Assert.Null(Refuse(1, workers: 3, times: 10));
    }

    [Fact]
    public void Who_has_left_no_longer_keeps_the_run_going()
    {
        Fail(0, workers: 3, times: 3);

        var decision = _stopping.NodeLeft(new WorkerNode("b", 1, 2), workerCount: 1);

        Assert.Equal("The only worker failed at least 3 times in a row, the last time with: out of luck.", decision?.Explanation);
    }

    [Fact]
    public void Who_has_left_is_no_longer_counted_as_stuck()
    {
        Fail(0, workers: 2, times: 3);

        Assert.Null(_stopping.NodeLeft(new WorkerNode("a", 0, 1), workerCount: 1));
        Assert.Null(Fail(1, workers: 1, times: 2));
        Assert.NotNull(Fail(1, workers: 1, times: 1));
    }

    [Fact]
    public void Where_others_may_come_only_workers_that_stay_broken_end_the_run()
    {
        var stopping = Patient();
        Assert.Null(Repeat(9, () => stopping.GradientRejected(0, GradientRejectionReason.NonFinite, "Element 0 of the gradient is NaN.", workerCount: 1)));

        Assert.Null(stopping.CheckStuck(workerCount: 1, SampleRun.Start));
        Assert.Null(stopping.CheckStuck(workerCount: 1, SampleRun.Start + TimeSpan.FromSeconds(29.9)));
        Assert.Equal(
            new StopDecision(
                TrainingOutcome.Failed,
                "The only worker had its gradients refused at least 3 times in a row, "
                + "the last time with: NonFinite: Element 0 of the gradient is NaN."),
            stopping.CheckStuck(workerCount: 1, SampleRun.Start + TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_worker_that_recovers_between_two_looks_is_borne_with_anew()
    {
        var stopping = Patient();
        Repeat(3, () => stopping.WorkerFailed(0, "out of luck", workerCount: 1));
        stopping.CheckStuck(workerCount: 1, SampleRun.Start);

        stopping.GradientApplied(0);
        Repeat(3, () => stopping.WorkerFailed(0, "out of luck", workerCount: 1));

        Assert.Null(stopping.CheckStuck(workerCount: 1, SampleRun.Start + TimeSpan.FromSeconds(30)));
        Assert.Null(stopping.CheckStuck(workerCount: 1, SampleRun.Start + TimeSpan.FromSeconds(59.9)));
        Assert.NotNull(stopping.CheckStuck(workerCount: 1, SampleRun.Start + TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_node_that_comes_while_only_broken_ones_are_there_keeps_the_run_going()
    {
        var stopping = Patient();
        Repeat(3, () => stopping.WorkerFailed(0, "out of luck", workerCount: 1));
        stopping.CheckStuck(workerCount: 1, SampleRun.Start);

        Assert.Null(stopping.CheckStuck(workerCount: 2, SampleRun.Start + TimeSpan.FromSeconds(29)));
        Assert.Null(stopping.NodeLeft(new WorkerNode("b", 1, 1), workerCount: 1));
        Assert.Null(stopping.CheckStuck(workerCount: 1, SampleRun.Start + TimeSpan.FromSeconds(40)));
        Assert.NotNull(stopping.CheckStuck(workerCount: 1, SampleRun.Start + TimeSpan.FromSeconds(70)));
    }

    [Fact]
    public void A_run_without_workers_waits_for_them()
    {
        Fail(0, workers: 2, times: 3);

        Assert.Null(_stopping.NodeLeft(new WorkerNode("a", 0, 2), workerCount: 0));
    }

    [Fact]
    public void A_run_whose_evaluator_keeps_failing_has_failed()
    {
        Assert.Null(_stopping.EvaluationFailed("it is gone"));
        Assert.Null(_stopping.EvaluationFailed("it is gone"));

        Assert.Equal(
            new StopDecision(TrainingOutcome.Failed, "The evaluator failed 3 times in a row, the last time with: it is still gone."),
            _stopping.EvaluationFailed("it is still gone"));
    }

    [Fact]
    public void An_evaluation_that_succeeds_forgives_those_that_failed()
    {
        _stopping.EvaluationFailed("it is gone");
        _stopping.EvaluationFailed("it is gone");
        Evaluate(_stopping, version: 1, round: 0, mean: 10);

        Assert.Null(_stopping.EvaluationFailed("it is gone"));
    }

    private static StoppingRule Patient() => new(475, 1_000, stopWhenSolved: true, failureLimit: 3, patience: TimeSpan.FromSeconds(30));

    private static EvaluationVerdict Evaluate(StoppingRule stopping, long version, int round, double mean)
    {
        var parameters = new ParameterSnapshot(version, version * SampleRun.StepsPerRollout, FloatVector.Empty);
        return stopping.Evaluated(new EvaluationRequest(0, round, parameters, 4, 1), SampleRun.Evaluated(version, mean, round));
    }

    private StopDecision? Fail(int worker, int workers, int times) =>
        Repeat(times, () => _stopping.WorkerFailed(worker, "out of luck", workers));

    private StopDecision? Refuse(int worker, int workers, int times) =>
        Repeat(times, () => _stopping.GradientRejected(worker, GradientRejectionReason.NonFinite, "Element 0 of the gradient is NaN.", workers));

    private static StopDecision? Repeat(int times, Func<StopDecision?> happen)
    {
        StopDecision? last = null;
        for (var i = 0; i < times; i++)
            last = happen();
        return last;
    }
}

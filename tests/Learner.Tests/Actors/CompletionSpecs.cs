using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class CompletionSpecs : LearnerActorSpecBase
{
    /// <summary>The budget is three rollouts; nothing is evaluated before its end.</summary>
    private static LearnerOptions ShortOptions { get; } = SampleRun.Options with
    {
        Training = SampleRun.Training with { MaxSteps = 3 * SampleRun.StepsPerRollout },
        MetricsInterval = 1_000,
    };

    [Fact]
    public void When_the_budget_is_used_up_the_last_version_is_evaluated_before_the_run_ends()
    {
        var node = UseUpBudget();
        Assert.Equal(TrainingPhase.Training, Status().Phase);
        ExpectNothing(Observer);

        Assert.Equal(3, AnswerEvaluation(returnMean: 100).Parameters.Version);

        Observer.ExpectMsg<EvaluationRecorded>();
        var metrics = Observer.ExpectMsg<MetricsRecorded>();
        Assert.Equal((3L, 100.0), (metrics.Version, metrics.Evaluation?.ReturnMean));
        var completed = Observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.BudgetExhausted, completed.Outcome);
        Assert.Equal((3L, 30L), (completed.FinalParameters.Version, completed.FinalParameters.EnvironmentSteps));
        Assert.Null(completed.Solved);
        Assert.Equal(TrainingPhase.Completed, completed.Status.Phase);
        Assert.Equal(TrainingOutcome.BudgetExhausted, node.Probe.ExpectMsg<TrainingCompleted>().Outcome);
        Assert.Equal(TrainingPhase.Completed, Status().Phase);
    }

    [Fact]
    public void The_last_evaluations_can_still_say_that_it_is_solved()
    {
        UseUpBudget();

        AnswerEvaluation(returnMean: 500);
        AnswerEvaluation(returnMean: 500);

        var completed = Observer.FishForMessage<RunCompleted>(_ => true);
        Assert.Equal(TrainingOutcome.Solved, completed.Outcome);
        Assert.Equal(3, completed.Solved?.Parameters.Version);
    }

    [Fact]
    public void All_evaluations_that_are_due_are_waited_for()
    {
        UseUpBudget(ShortOptions with { Training = ShortOptions.Training with { EvaluationInterval = 20 } });

        Assert.Equal(2, AnswerEvaluation(returnMean: 100).Parameters.Version);
        Assert.Equal(3, AnswerEvaluation(returnMean: 100).Parameters.Version);

        Assert.Equal(TrainingOutcome.BudgetExhausted, Observer.FishForMessage<RunCompleted>(_ => true).Outcome);
    }

    [Fact]
    public void A_run_that_is_not_to_stop_when_solved_ends_as_solved_all_the_same()
    {
        UseUpBudget(ShortOptions with { StopWhenSolved = false, Training = ShortOptions.Training with { EvaluationInterval = 20 } });

        AnswerEvaluation(returnMean: 500);
        AnswerEvaluation(returnMean: 500);
        Assert.Equal(3, AnswerEvaluation(returnMean: 100).Parameters.Version);

        var completed = Observer.FishForMessage<RunCompleted>(_ => true);
        Assert.Equal(TrainingOutcome.Solved, completed.Outcome);
        Assert.Equal(2, completed.Solved?.Parameters.Version);
    }

    [Fact]
    public void Evaluations_that_never_finish_are_not_waited_for_forever()
    {
        UseUpBudget(ShortOptions with { CompletionTimeout = TimeSpan.FromSeconds(20) });

        PassSeconds(19);
        Assert.Equal(TrainingPhase.Training, Status().Phase);
        PassSeconds(1);

        var completed = Observer.FishForMessage<RunCompleted>(_ => true);
        Assert.Equal(TrainingOutcome.BudgetExhausted, completed.Outcome);
        Assert.Contains("1 of the last evaluations", completed.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluator_that_keeps_failing_at_the_end_fails_the_run()
    {
        UseUpBudget();

        for (var i = 0; i < 3; i++)
        {
            var request = Evaluator.ExpectMsg<EvaluatePolicy>();
            Learner.Tell(new EvaluationFailed(request.Run, request.Term, request.Round, request.Parameters.Version, "no memory"), Evaluator);
        }

        Assert.Equal(TrainingOutcome.Failed, Observer.FishForMessage<RunCompleted>(_ => true).Outcome);
    }

    [Fact]
    public void While_the_last_evaluations_are_played_nothing_is_trained()
    {
        var node = UseUpBudget();

        node.Submit(baseVersion: 3);
        node.ExpectRejected(GradientRejectionReason.TrainingCompleted);
        var late = CreateNode("late");
        late.Tell(SampleRun.Registration("late"));
        Assert.Equal(WorkerNodeRejectionReason.TrainingCompleted, late.Probe.ExpectMsg<WorkerNodeRejected>().Reason);

        Assert.Equal(3, Status().Version);
    }

    [Fact]
    public void Whoever_does_not_want_to_wait_for_the_last_evaluations_need_not()
    {
        UseUpBudget();

        Stop("Ctrl-C was pressed");

        Assert.Equal(TrainingOutcome.BudgetExhausted, Observer.FishForMessage<RunCompleted>(_ => true).Outcome);
    }

    [Fact]
    public void A_request_stops_the_run_and_keeps_everything()
    {
        StartLearner();
        var node = RegisterNode();
        node.Train(baseVersion: 0);

        Stop("Ctrl-C was pressed");

        Assert.Equal(1, Observer.ExpectMsg<MetricsRecorded>().Version);
        var completed = Observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.Stopped, completed.Outcome);
        Assert.Equal("Ctrl-C was pressed: training was stopped at version 1, after 10 environment steps.", completed.Explanation);
        Assert.Equal(1, completed.FinalParameters.Version);
        Assert.Equal(TrainingOutcome.Stopped, node.Probe.ExpectMsg<TrainingCompleted>().Outcome);
    }

    [Fact]
    public void A_run_can_be_stopped_before_it_begins()
    {
        StartLearner();

        Stop("Ctrl-C was pressed");

        // No gradient, no row of metrics.
        var completed = Observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.Stopped, completed.Outcome);
        Assert.Equal((0L, 0.0), (completed.FinalParameters.Version, completed.Status.ElapsedSeconds));
    }

    [Fact]
    public void After_the_end_questions_are_answered_and_nothing_else_happens()
    {
        StartLearner();
        var node = RegisterNode(workers: 2);
        node.Train(baseVersion: 0);
        Stop("Ctrl-C was pressed");
        node.Probe.ExpectMsg<TrainingCompleted>();
        Observer.ExpectMsg<MetricsRecorded>();
        Observer.ExpectMsg<RunCompleted>();

        node.Submit(baseVersion: 1);
        Assert.Equal("The run is over.", node.ExpectRejected(GradientRejectionReason.TrainingCompleted).Explanation);
        node.Acknowledge(1);
        node.Fail("boom");
        node.Lose(sequence: 1);
        Learner.Tell(SampleRun.Evaluated(version: 1, returnMean: 500), Evaluator);
        Learner.Tell(new EvaluationFailed(SampleRun.Run, SampleRun.Term, 0, 1, "boom"), Evaluator);
        Stop("Ctrl-C was pressed again");
        PassSeconds(100);

        ExpectNothing(Observer);
        ExpectNothing(Evaluator);
        for (var second = 0; second < 100; second++)
            node.Probe.ExpectMsg<TrainingCompleted>();
        ExpectNothing(node.Probe);
        var status = Status();
        Assert.Equal((TrainingPhase.Completed, 1L, 0.0), (status.Phase, status.Version, status.ElapsedSeconds));
        Assert.Equal([new RejectionCount(GradientRejectionReason.TrainingCompleted, 1)], status.Rejections);
    }

    [Fact]
    public void Metrics_are_told_at_every_interval()
    {
        StartLearner(SampleRun.Options with { MetricsInterval = 2 * SampleRun.StepsPerRollout });
        var node = RegisterNode();
        for (var version = 0; version < 5; version++)
            node.Train(version);

        Assert.Equal(2, Observer.ExpectMsg<MetricsRecorded>().Version);
        ExpectNothing(Observer);

        // So soon after the first, the second row waits for others; nobody has to come for it.
        PassSeconds(1);
        Assert.Equal(4, Observer.ExpectMsg<MetricsRecorded>().Version);
        ExpectNothing(Observer);
    }

    private SpecNode UseUpBudget(LearnerOptions? options = null)
    {
        StartLearner(options ?? ShortOptions);
        var node = RegisterNode();
        for (var version = 0; version < 3; version++)
            node.Train(version);

        // The last answer goes out before the deadline of the evaluations begins; time must not move in between.
        Status();
        return node;
    }
}

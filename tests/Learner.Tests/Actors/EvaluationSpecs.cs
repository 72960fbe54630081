using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class EvaluationSpecs : LearnerActorSpecBase
{
    /// <summary>Every second version is evaluated.</summary>
    private static LearnerOptions EvaluatingOptions { get; } =
        SampleRun.Options with { Training = SampleRun.Training with { EvaluationInterval = 2 * SampleRun.StepsPerRollout } };

    [Fact]
    public void An_evaluation_that_is_due_is_asked_for_with_its_own_version()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        ExpectNothing(Evaluator);
        node.Train(baseVersion: 1);
        node.Train(baseVersion: 2);

        var request = Evaluator.ExpectMsg<EvaluatePolicy>();

        Assert.Equal(
            (SampleRun.Run, SampleRun.Term, 0, "CartPole-v1", 4, new SeedSequence(7).Derive(SeedStream.Evaluation, 0, 0)),
            (request.Run, request.Term, request.Round, request.Environment, request.Episodes, request.Seed));
        Assert.Equal((2L, 20L), (request.Parameters.Version, request.Parameters.EnvironmentSteps));
        Assert.Equal(new NetworkPlan([2], "tanh", SeparateTrunks: false), request.Network);
    }

    [Fact]
    public void Versions_are_evaluated_one_at_a_time_in_the_order_in_which_they_arose()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        for (var version = 0; version < 6; version++)
            node.Train(version);

        Assert.Equal(2, AnswerEvaluation(returnMean: 10).Parameters.Version);
        Assert.Equal(4, Evaluator.ExpectMsg<EvaluatePolicy>().Parameters.Version);
        ExpectNothing(Evaluator);
    }

    [Fact]
    public void An_evaluation_is_told_to_the_observer_and_shown_in_the_status()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        PassSeconds(3);
        node.Train(baseVersion: 1);

        var request = AnswerEvaluation(returnMean: 123);

        Assert.Equal(
            new EvaluationRecorded(TimeSpan.FromSeconds(3), 0, SampleRun.Evaluated(version: 2, returnMean: 123), request.Parameters),
            Observer.ExpectMsg<EvaluationRecorded>());
        Assert.Equal(new EvaluationStatus(2, 20, 4, 123, 1), Status().LastEvaluation);
    }

    [Fact]
    public void A_policy_that_is_confirmed_ends_the_run_as_solved_and_is_kept()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        for (var version = 0; version < 5; version++)
            node.Train(version);

        var first = AnswerEvaluation(returnMean: 480);
        var confirmation = AnswerEvaluation(returnMean: 490);

        Assert.Equal((2L, 1), (confirmation.Parameters.Version, confirmation.Round));
        Assert.Equal(first.Parameters, confirmation.Parameters);
        Assert.NotEqual(first.Seed, confirmation.Seed);
        Assert.Equal(0, Observer.ExpectMsg<EvaluationRecorded>().Result.Round);
        Assert.Equal(1, Observer.ExpectMsg<EvaluationRecorded>().Result.Round);
        Assert.Equal(490, Observer.ExpectMsg<MetricsRecorded>().Evaluation?.ReturnMean);
        var completed = Observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.Solved, completed.Outcome);
        Assert.Equal(first.Parameters, completed.Solved?.Parameters);
        Assert.Equal((480.0, 490.0), (completed.Solved?.FirstEvaluation.ReturnMean, completed.Solved?.Confirmation.ReturnMean));
        Assert.Equal(5, completed.FinalParameters.Version);
        Assert.Equal(TrainingOutcome.Solved, node.Probe.ExpectMsg<TrainingCompleted>().Outcome);
    }

    [Fact]
    public void A_confirmation_that_fails_lets_the_run_go_on_with_the_next_version()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        for (var version = 0; version < 4; version++)
            node.Train(version);

        AnswerEvaluation(returnMean: 500);
        AnswerEvaluation(returnMean: 474);

        var next = Evaluator.ExpectMsg<EvaluatePolicy>();
        Assert.Equal((4L, 0), (next.Parameters.Version, next.Round));
        Assert.Equal(TrainingPhase.Training, Status().Phase);
    }

    [Fact]
    public void A_run_that_is_not_to_stop_goes_on_after_it_was_solved()
    {
        StartLearner(EvaluatingOptions with { StopWhenSolved = false });
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);
        AnswerEvaluation(returnMean: 500);
        AnswerEvaluation(returnMean: 500);

        node.Train(baseVersion: 2);
        node.Train(baseVersion: 3);
        AnswerEvaluation(returnMean: 500);

        // Solved is solved: no second confirmation.
        ExpectNothing(Evaluator);
        Assert.Equal(TrainingPhase.Training, Status().Phase);
    }

    [Fact]
    public void A_failed_evaluation_is_asked_for_again()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);
        var request = Evaluator.ExpectMsg<EvaluatePolicy>();

        EventFilter.Warning(contains: "no memory").ExpectOne(() => Learner.Tell(Failed(request, "no memory"), Evaluator));

        Assert.Equal(request, AnswerEvaluation(returnMean: 10));
        ExpectNothing(Evaluator);
    }

    [Fact]
    public void An_answer_that_makes_no_sense_is_a_failed_evaluation()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);
        var request = Evaluator.ExpectMsg<EvaluatePolicy>();

        Learner.Tell(SampleRun.Evaluated(version: 2, returnMean: 500, episodes: 1), Evaluator);

        Assert.Equal(request, Evaluator.ExpectMsg<EvaluatePolicy>());
        ExpectNothing(Observer);
    }

    [Fact]
    public void An_evaluator_that_keeps_failing_ends_the_run()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);

        for (var i = 0; i < 3; i++)
            Learner.Tell(Failed(Evaluator.ExpectMsg<EvaluatePolicy>(), "no memory"), Evaluator);

        Observer.ExpectMsg<MetricsRecorded>();
        var completed = Observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.Failed, completed.Outcome);
        Assert.Equal("The evaluator failed 3 times in a row, the last time with: no memory.", completed.Explanation);
        ExpectNothing(Evaluator);
    }

    [Fact]
    public void An_evaluation_that_takes_too_long_is_asked_for_again_and_the_late_answer_still_counts_once()
    {
        StartLearner(EvaluatingOptions with { EvaluationTimeout = TimeSpan.FromSeconds(10), StallTimeout = TimeSpan.FromHours(1) });
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);
        var request = Evaluator.ExpectMsg<EvaluatePolicy>();

        PassSeconds(9);
        ExpectNothing(Evaluator);
        PassSeconds(1);
        Assert.Equal(request, Evaluator.ExpectMsg<EvaluatePolicy>());

        // The same question has the same answer, whichever of the two players gives it first.
        Answer(request, returnMean: 10);
        Answer(request, returnMean: 10);
        Status();
        Observer.ExpectMsg<EvaluationRecorded>();
        ExpectNothing(Observer);
    }

    [Fact]
    public void An_evaluator_that_never_answers_ends_the_run()
    {
        StartLearner(EvaluatingOptions with { EvaluationTimeout = TimeSpan.FromSeconds(10) });
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);

        PassSeconds(30);

        Observer.ExpectMsg<MetricsRecorded>();
        Assert.Contains("no answer came within 10 s", Observer.ExpectMsg<RunCompleted>().Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_of_another_run_term_or_version_are_nobodys()
    {
        StartLearner(EvaluatingOptions);
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);
        var answer = SampleRun.Evaluated(version: 2, returnMean: 500);

        Learner.Tell(answer with { Run = "run-2" }, Evaluator);
        Learner.Tell(answer with { Term = 99 }, Evaluator);
        Learner.Tell(answer with { Version = 1 }, Evaluator);
        Learner.Tell(answer with { Round = 1 }, Evaluator);

        ExpectNothing(Observer);
        Assert.Null(Status().LastEvaluation);
    }

    [Fact]
    public void Evaluations_that_an_evaluator_cannot_keep_up_with_are_left_out_and_counted()
    {
        StartLearner(EvaluatingOptions with { EvaluationBacklog = 2 });
        var node = RegisterNode();
        for (var version = 0; version < 10; version++)
            node.Train(version);

        // 2 is played, 4 and 6 wait, 8 and 10 are left out.
        Assert.Equal(2, Status().EvaluationsSkipped);
        Assert.Equal([2L, 4L, 6L], Enumerable.Range(0, 3).Select(_ => AnswerEvaluation(returnMean: 10).Parameters.Version).ToList());
        ExpectNothing(Evaluator);
    }

    private static EvaluationFailed Failed(EvaluatePolicy request, string cause) =>
        new(request.Run, request.Term, request.Round, request.Parameters.Version, cause);
}

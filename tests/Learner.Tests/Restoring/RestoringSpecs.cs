using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Learner.Restoring;
using ActorCritic.Distributed.Protocol.Messages;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Restoring;

public sealed class RestoringSpecs
{
    private const int Steps = 300;
    private static readonly DateTimeOffset Now = SampleRun.Start;

    public static TheoryData<OptimizerKind> Optimizers => [.. Enum.GetValues<OptimizerKind>()];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_run_that_others_take_over_goes_on_like_one_that_was_never_interrupted(OptimizerKind optimizer)
    {
        var options = ScriptedRun.Options(optimizer);

        Gen.Select(Gen.ULong, Gen.Int[0, Steps - 1].Array[1, 5]).Sample(
            (seed, cuts) =>
            {
                var (expected, expectedState) = ScriptedRun.Play(options, seed, Steps, new HashSet<int>());
                var (record, state) = ScriptedRun.Play(options, seed, Steps, cuts.ToHashSet());

                Assert.Equal(expected, record);
                Assert.Equal(expectedState.Parameters, state.Parameters);
                Assert.Equal(expectedState.Optimizer, state.Optimizer);
                Assert.Equal(expectedState.Statistics, state.Statistics);
                Assert.Equal(expectedState.NextMetricsAt, state.NextMetricsAt);
            },
            iter: 15);
    }

    [Fact]
    public void The_script_makes_everything_happen_that_a_state_has_to_keep()
    {
        var played = Enumerable.Range(1, 10)
            .Select(seed => ScriptedRun.Play(ScriptedRun.Options(OptimizerKind.Adam), (ulong)seed, Steps, new HashSet<int>())).ToArray();

        var record = played.SelectMany(run => run.Record).ToArray();
        Assert.Contains(record, fact => fact is EvaluatePolicy { Round: 1 });
        Assert.Contains(record, fact => fact is MetricsRecorded { Evaluation: not null });
        var states = played.Select(run => run.State).ToArray();
        Assert.Contains(states, state => state.Stopping is { Solved: not null, Candidate: not null });
        Assert.Contains(states, state => state.Stopping is { Solved: null, Candidate: not null });
        Assert.Contains(states, state => state.Evaluations is { Skipped: > 0, Pending.Count: > 1 });
        Assert.Contains(states, state => state.Statistics is { Episodes: > 100, GradientsLost: > 0, WorkerFailures: > 0 });
        Assert.Contains(states, state => state.Statistics is { IsEvaluationNew: true, Row.Gradients: > 0, Rejections.Count: > 3 });
    }

    [Fact]
    public void The_indices_of_workers_go_on_where_the_former_learners_ended()
    {
        var former = Train(SampleRun.Options, gradients: 0);
        former.Register(SampleRun.Registration("b", workers: 4), Now);

        var run = Restore(former.Export(Now));

        Assert.Empty(run.Nodes.Nodes);
        var accepted = Assert.IsType<RegistrationDecision.Accepted>(run.Register(SampleRun.Registration(), Now));
        Assert.Equal(5, accepted.Node.FirstWorker);
    }

    [Fact]
    public void A_restored_run_publishes_from_its_own_version_on_and_admits_nothing_of_the_former_term()
    {
        var run = Restore(Train(SampleRun.Options, gradients: 3).Export(Now));
        run.Register(SampleRun.Registration(), Now);
        var gradient = SampleRun.Gradient(sequence: 1, baseVersion: 3, worker: 1);

        Assert.Equal(GradientRejectionReason.OtherTerm, run.Admission.Decide(gradient, run.Parameters.Version).Reason);
        Assert.True(run.Admission.Decide(gradient with { Term = SampleRun.Term + 1 }, run.Parameters.Version).IsAdmitted);
        Assert.Equal(4, run.Apply(gradient, staleness: 0, Now));
        Assert.True(run.Broadcast.TakeDue(SampleRun.Node, newest: 4, Now));
    }

    [Fact]
    public void Time_stands_still_between_two_learners()
    {
        var former = Train(SampleRun.Options, gradients: 1);
        var state = former.Export(Now + TimeSpan.FromSeconds(10));

        var later = Now + TimeSpan.FromHours(1);
        var run = Restore(state, later);
        Assert.Equal(TimeSpan.FromSeconds(10), run.Statistics.Elapsed(later + TimeSpan.FromMinutes(1)));

        run.Register(SampleRun.Registration(), later + TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromSeconds(12), run.Statistics.Elapsed(later + TimeSpan.FromSeconds(62)));
        Assert.Equal(0, run.Statistics.StepsPerSecond(later));
    }

    [Fact]
    public void A_run_that_was_solved_when_its_learner_died_has_nothing_left_to_train()
    {
        var former = Train(SampleRun.Options with { Training = SampleRun.Training with { EvaluationInterval = 10 } }, gradients: 1);
        Assert.Null(former.Stopping.AlreadySolved);
        for (var round = 0; round < 2; round++)
        {
            former.EvaluationDesk.Start(Now);
            former.EvaluationDesk.Evaluated(SampleRun.Evaluated(version: 1, returnMean: 480, round), Now);
        }

        var decision = Restore(former.Export(Now)).Stopping.AlreadySolved;

        Assert.Equal(TrainingOutcome.Solved, decision?.Outcome);
        Assert.StartsWith("Solved by version 1, after 10 environment steps", decision?.Explanation, StringComparison.Ordinal);
        Assert.Null(Restore(former.Export(Now), options: SampleRun.Options with { StopWhenSolved = false }).Stopping.AlreadySolved);
    }

    [Fact]
    public void The_plan_travels_with_the_state()
    {
        var run = new TrainingRun(SampleRun.Options with { Plan = "{}" }, Now);

        Assert.Equal("{}", run.Export(Now).Plan);
    }

    [Fact]
    public void A_state_is_a_copy_that_training_does_not_change()
    {
        var run = Train(SampleRun.Options with { Training = SampleRun.Training with { Optimizer = OptimizerKind.Adam } }, gradients: 1);
        var state = run.Export(Now);
        var vectors = state.Optimizer.Vectors.Select(vector => FloatVector.CopyOf(vector.Values.Span)).ToArray();
        var parameters = FloatVector.CopyOf(state.Parameters.Values.Span);

        run.Apply(SampleRun.Gradient(2), staleness: 0, Now);

        Assert.Equal(parameters, state.Parameters.Values);
        Assert.Equal(vectors, state.Optimizer.Vectors.Select(vector => vector.Values));
    }

    [Fact]
    public void Everything_that_does_not_fit_is_named_at_once()
    {
        var state = Train(SampleRun.Options with { Training = SampleRun.Training with { SgdMomentum = 0.9 } }, gradients: 1).Export(Now);
        var foreign = state with
        {
            Run = "another",
            Term = 9,
            LayoutFingerprint = 1,
            Parameters = state.Parameters with { Values = FloatVector.TakeOwnership([1f, float.NaN]) },
            Optimizer = new OptimizerSnapshot("adam", 1, [new OptimizerVector("exp_avg", FloatVector.TakeOwnership([float.PositiveInfinity]))]),
            Statistics = state.Statistics with { Episodes = 3, StalenessHistogram = [1] },
            Evaluations = state.Evaluations with { Pending = [new PendingEvaluation(0, Round: 1, new ParameterSnapshot(1, 10, FloatVector.Empty))] },
        };

        string[] expected =
        [
            "of the run 'another'", "of term 9", "parameter layout 0000000000000001", "has 2 parameters and the network 19",
            "parameters hold NaN", "of the optimizer 'adam'", "'exp_avg' has 1 elements", "'exp_avg' holds NaN or infinity", "lists 0 last episodes of 3",
            "histogram of staleness has 1 elements", "has 0 parameters", "Version 1 is to be confirmed",
        ];

        var violations = foreign.Violations(SampleRun.Options, SampleRun.Layout);
        Assert.All(expected, part => Assert.Single(violations, violation => violation.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, violations.Count);
        var exception = Assert.Throws<ArgumentException>(() => new TrainingRun(SampleRun.Options, Now, foreign));
        Assert.All(violations, violation => Assert.Contains(violation, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_state_of_the_same_kind_of_optimizer_with_other_statistics_is_refused()
    {
        var state = Train(SampleRun.Options with { Training = SampleRun.Training with { Optimizer = OptimizerKind.Adam } }, gradients: 1).Export(Now);
        var halved = state with { Optimizer = state.Optimizer with { Vectors = [state.Optimizer.Vectors[0]] } };
        var options = SampleRun.Options with { Term = SampleRun.Term + 1, Training = SampleRun.Training with { Optimizer = OptimizerKind.Adam } };

        var exception = Assert.Throws<ArgumentException>(() => new TrainingRun(options, Now, halved));

        Assert.Contains("exp_avg_sq", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_learner_of_the_same_term_cannot_go_on_from_a_state()
    {
        var state = Train(SampleRun.Options, gradients: 1).Export(Now);

        var exception = Assert.Throws<ArgumentException>(() => new TrainingRun(SampleRun.Options, Now, state));

        Assert.Equal("The state is of term 3 and this learner's term is 3; it must be higher.", exception.Message);
    }

    private static TrainingRun Train(LearnerOptions options, int gradients)
    {
        var run = new TrainingRun(options, Now);
        run.Register(SampleRun.Registration(), Now);
        for (var sequence = 1; sequence <= gradients; sequence++)
            run.Apply(SampleRun.Gradient(sequence), staleness: 0, Now);
        return run;
    }

    private static TrainingRun Restore(LearnerState state, DateTimeOffset? now = null, LearnerOptions? options = null) =>
        new((options ?? SampleRun.Options) with { Term = state.Term + 1 }, now ?? Now, state);
}

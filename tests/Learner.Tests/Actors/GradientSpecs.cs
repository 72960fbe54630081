using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

public sealed class GradientSpecs : LearnerActorSpecBase
{
    [Fact]
    public void A_gradient_is_applied_and_the_new_parameters_arrive_before_the_answer()
    {
        StartLearner();
        var node = CreateNode();
        var before = node.Register().Parameters;

        node.Submit(baseVersion: 0);

        var after = node.ExpectPublished(1);
        Assert.Equal(new GradientApplied(SampleRun.Run, SampleRun.Term, 0, 1, Version: 1, Staleness: 0), node.ExpectApplied(1));
        Assert.Equal(SampleRun.StepsPerRollout, after.EnvironmentSteps);

        // θ − η·g with η = 0.1 and g = 0.01 everywhere, computed by the optimiser itself: the same bits.
        var expected = before.Values.Span.ToArray();
        new SgdOptions().CreateOptimizer(expected.Length).Step(expected, SampleRun.Vector(0.01f).Span, 0.1f);
        Assert.Equal(expected, after.Values.Span.ToArray());
        Assert.NotEqual(before.Values, after.Values);
    }

    [Fact]
    public void Staleness_counts_the_versions_in_between()
    {
        StartLearner();
        var node = RegisterNode(workers: 2);
        node.Submit(baseVersion: 0, worker: 0);
        node.ExpectPublished(1);
        node.ExpectApplied(1);

        node.Submit(baseVersion: 0, worker: 1);

        Assert.Equal(1, node.ExpectApplied(2).Staleness);
        var status = Status();
        Assert.Equal((0.5, 1L), (status.StalenessMean, status.StalenessMaximum));
        Assert.Equal([1L, 1L], status.StalenessHistogram.Take(2));
    }

    [Fact]
    public void A_refused_gradient_changes_nothing_is_answered_with_the_reason_and_counted()
    {
        StartLearner(SampleRun.Options with { FailureLimit = 100 });
        var node = RegisterNode();
        var sound = node.Gradient(baseVersion: 0);
        (GradientRejectionReason Reason, SubmitGradient Gradient)[] refused =
        [
            (GradientRejectionReason.UnknownRun, sound with { Run = "run-2" }),
            (GradientRejectionReason.OtherTerm, sound with { Term = 99 }),
            (GradientRejectionReason.UnknownWorker, sound with { Worker = 9 }),
            (GradientRejectionReason.OtherLayout, sound with { Sequence = 2, LayoutFingerprint = 1 }),
            (GradientRejectionReason.WrongLength, sound with { Sequence = 3, Gradient = FloatVector.CopyOf([1f]) }),
            (GradientRejectionReason.InvalidReport, sound with { Sequence = 4, Rollout = SampleRun.Report with { EnvironmentSteps = 0 } }),
            (GradientRejectionReason.UnknownVersion, sound with { Sequence = 5, BaseVersion = 1 }),
            (GradientRejectionReason.NonFinite, sound with { Sequence = 6, Gradient = SampleRun.Vector(float.NaN) }),
            (GradientRejectionReason.NormTooLarge, sound with { Sequence = 7, Gradient = SampleRun.Vector(1f) }),
            (GradientRejectionReason.Duplicate, sound with { Sequence = 7 }),
        ];

        foreach (var (reason, gradient) in refused)
        {
            node.Tell(gradient);
            var answer = node.ExpectRejected(reason);
            Assert.Equal((gradient.Run, gradient.Term), (answer.Run, answer.Term));
            Assert.Equal((gradient.Worker, gradient.Sequence), (answer.Worker, answer.Sequence));
            Assert.NotEmpty(answer.Explanation);
        }

        var status = Status();
        Assert.Equal(0, status.Version);
        Assert.Equal(refused.Select(one => one.Reason).Order(), status.Rejections.Select(one => one.Reason).Order());
        Assert.All(status.Rejections, one => Assert.Equal(1, one.Count));
        Assert.Equal(refused.Length - 3, status.Nodes[0].Workers[0].GradientsRejected);

        node.Submit(baseVersion: 0);
        node.Tell(sound with { Sequence = 8 });
        node.ExpectRejected(GradientRejectionReason.Duplicate);
        node.ExpectPublished(1);
        node.ExpectApplied(1);
    }

    [Fact]
    public void A_duplicate_is_applied_once()
    {
        StartLearner();
        var node = RegisterNode();
        var gradient = node.Gradient(baseVersion: 0);

        node.Tell(gradient);
        node.Tell(gradient);

        node.ExpectPublished(1);
        node.ExpectApplied(1);
        node.ExpectRejected(GradientRejectionReason.Duplicate);
        Assert.Equal(1, Status().Version);
    }

    [Fact]
    public void A_worker_whose_gradient_is_too_old_has_the_newest_parameters_before_it_is_told()
    {
        StartLearner(SampleRun.Options with { Training = SampleRun.Training with { StalenessPolicy = StalenessPolicyKind.Bound, MaxStaleness = 1 } });
        var fast = RegisterNode("fast");
        var slow = RegisterNode("slow");
        fast.Train(baseVersion: 0);
        fast.Train(baseVersion: 1);

        slow.Submit(baseVersion: 0);

        slow.ExpectPublished(2);
        Assert.Contains("lies 2 before version 2", slow.ExpectRejected(GradientRejectionReason.TooStale).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_gradient_is_counted()
    {
        StartLearner();
        var node = RegisterNode();

        node.Lose(sequence: 1);
        node.Lose(sequence: 2);
        node.Lose(sequence: 3, worker: 5);
        node.Tell(new GradientLost("run-2", SampleRun.Term, SampleRun.Node, 0, 4));

        Assert.Equal(2, Status().GradientsLost);
    }

    [Fact]
    public void With_one_worker_a_run_is_a_function_of_its_seed()
    {
        Assert.Equal(TrainWith(seed: 1), TrainWith(seed: 1));
        Assert.NotEqual(TrainWith(seed: 1), TrainWith(seed: 2));
    }

    /// <summary>
    /// Every rollout "depends" on the parameters it was computed with, so that a worker that gets an older version goes another way.
    /// </summary>
    private FloatVector TrainWith(ulong seed)
    {
        StartLearner(SampleRun.Options with { Training = SampleRun.Training with { Seed = seed, MaxSteps = 1_000 } });
        var node = CreateNode();
        var parameters = node.Register().Parameters;
        var generator = new RandomGenerator(seed);
        for (var version = 1; version < 100; version++)
        {
            var values = new float[parameters.Values.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(0.01 * parameters.Values.Span[i] + 0.01 * generator.NextGaussian());
            node.Tell(node.Gradient(parameters.Version) with { Gradient = FloatVector.TakeOwnership(values) });
            parameters = node.ExpectPublished(version);
            node.ExpectApplied(version);
            node.Acknowledge(version);
        }

        Stop("The spec asks");
        return Observer.FishForMessage<RunCompleted>(_ => true).FinalParameters.Values;
    }
}

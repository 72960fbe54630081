using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

/// <summary>A learner in the mode sync, A2C.</summary>
public sealed class SynchronousSpecs : LearnerActorSpecBase
{
    private static readonly LearnerOptions Options =
        SampleRun.Options with { Training = SampleRun.Training with { Mode = TrainingMode.Sync }, FailureLimit = 100 };

    [Fact]
    public void A_round_is_one_step_along_the_mean_and_everybody_is_answered_after_the_parameters()
    {
        StartLearner(Options);
        var (first, second) = (CreateNode("first"), CreateNode("second"));
        var before = first.Register(workers: 2).Parameters;
        second.Register();

        SubmitOf(first, 0.01f, worker: 1);
        SubmitOf(second, 0.04f);
        ExpectNothing(first.Probe);
        ExpectNothing(second.Probe);
        SubmitOf(first, 0.01f, worker: 0);

        var after = first.ExpectPublished(1);
        Assert.Equal(new GradientApplied(SampleRun.Run, SampleRun.Term, 0, 2, Version: 1, Staleness: 0), first.ExpectApplied(1));
        Assert.Equal(new GradientApplied(SampleRun.Run, SampleRun.Term, 1, 1, Version: 1, Staleness: 0), first.ExpectApplied(1));
        Assert.Equal(after, second.ExpectPublished(1));
        Assert.Equal(new GradientApplied(SampleRun.Run, SampleRun.Term, 2, 1, Version: 1, Staleness: 0), second.ExpectApplied(1));

        // The mean of 0.01, 0.01 and 0.04 is 0.02.
        var expected = before.Values.Span.ToArray();
        new SgdOptions().CreateOptimizer(expected.Length).Step(expected, SampleRun.Vector(0.02f).Span, 0.1f);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], after.Values.Span[i], tolerance: 1e-8);
        Assert.Equal(3 * SampleRun.StepsPerRollout, after.EnvironmentSteps);

        var status = Status();
        Assert.Equal((1L, 3L * SampleRun.StepsPerRollout), (status.Version, status.EnvironmentSteps));
        Assert.Equal((3L, 3L), (status.StalenessHistogram[0], status.StalenessHistogram.Sum()));
        Assert.All(status.Nodes.SelectMany(node => node.Workers), worker => Assert.Equal(1, worker.GradientsApplied));
    }

    [Fact]
    public void A_gradient_of_another_version_is_refused_and_its_worker_awaited()
    {
        StartLearner(Options);
        var (first, second) = (RegisterNode("first"), RegisterNode("second"));
        Round(0, first, second);

        first.Submit(baseVersion: 1);
        second.Submit(baseVersion: 0);

        second.ExpectRejected(GradientRejectionReason.TooStale);
        ExpectNothing(first.Probe);
        second.Submit(baseVersion: 1);
        first.ExpectPublished(2);
        first.ExpectApplied(2);
        Assert.Equal([new RejectionCount(GradientRejectionReason.TooStale, 1)], Status().Rejections);
    }

    [Fact]
    public void A_refused_gradient_does_not_hold_the_others()
    {
        StartLearner(Options);
        var (sound, sick) = (RegisterNode("sound"), RegisterNode("sick"));
        sound.Submit(baseVersion: 0);

        sick.Tell(sick.Gradient(baseVersion: 0) with { Gradient = SampleRun.Vector(float.NaN) });

        sick.ExpectRejected(GradientRejectionReason.NonFinite);
        sound.ExpectPublished(1);
        sound.ExpectApplied(1);

        // What it plays next is a round late, which brings it the parameters of the next.
        sick.Submit(baseVersion: 0);
        sick.ExpectPublished(1);
        sick.ExpectRejected(GradientRejectionReason.TooStale);
    }

    [Fact]
    public void A_node_that_dies_does_not_hold_the_others_and_its_gradient_is_counted_as_lost()
    {
        StartLearner(Options);
        var (alive, dead) = (RegisterNode("alive"), RegisterNode("dead", workers: 2));
        alive.Submit(baseVersion: 0);
        dead.Submit(baseVersion: 0, worker: 0);
        Status();

        Sys.Stop(dead.Probe);

        Assert.Equal(SampleRun.StepsPerRollout, alive.ExpectPublished(1).EnvironmentSteps);
        alive.ExpectApplied(1);
        Assert.Equal(1, Status().GradientsLost);
    }

    [Fact]
    public void A_worker_that_dies_does_not_hold_the_others()
    {
        StartLearner(Options);
        var node = RegisterNode(workers: 2);
        node.Submit(baseVersion: 0, worker: 0);

        node.Fail("InvalidOperationException: The pole broke.", worker: 1);

        node.ExpectPublished(1);
        node.ExpectApplied(1);
    }

    [Fact]
    public void A_worker_that_misses_the_deadline_does_not_hold_the_others_until_it_is_heard_of_again()
    {
        StartLearner(Options);
        var (fast, slow) = (RegisterNode("fast"), RegisterNode("slow"));
        fast.Submit(baseVersion: 0);
        Status();
        PassSeconds(4);
        ExpectNothing(fast.Probe);

        PassSeconds(1);
        fast.ExpectPublished(1);
        fast.ExpectApplied(1);
        fast.Acknowledge(1);
        fast.Train(baseVersion: 1);

        slow.Submit(baseVersion: 0);
        slow.ExpectPublished(2);
        slow.ExpectRejected(GradientRejectionReason.TooStale);
        fast.Submit(baseVersion: 2);
        ExpectNothing(fast.Probe);
        slow.Submit(baseVersion: 2);
        fast.ExpectPublished(3);
    }

    [Fact]
    public void A_gradient_that_its_node_gave_up_is_not_applied_as_well()
    {
        StartLearner(Options);
        var (first, second) = (RegisterNode("first"), RegisterNode("second"));
        first.Submit(baseVersion: 0);
        first.Lose(sequence: 1);
        second.Submit(baseVersion: 0);
        ExpectNothing(second.Probe);

        first.Submit(baseVersion: 0);

        Assert.Equal(2 * SampleRun.StepsPerRollout, second.ExpectPublished(1).EnvironmentSteps);
        first.ExpectPublished(1);
        Assert.Equal(2, first.ExpectApplied(1).Sequence);
        Assert.Equal(1, Status().GradientsLost);
    }

    [Fact]
    public void The_first_round_waits_for_the_workers_that_training_begins_with()
    {
        StartLearner(Options with { StartWorkers = 2 });
        var first = RegisterNode("first");
        Assert.Equal(TrainingPhase.AwaitingWorkers, Status().Phase);
        first.Submit(baseVersion: 0);
        Status();
        PassSeconds(9);
        ExpectNothing(first.Probe);

        var second = RegisterNode("second");
        Assert.Equal(TrainingPhase.Training, Status().Phase);
        second.Submit(baseVersion: 0);

        first.ExpectPublished(1);
        first.ExpectApplied(1);
    }

    [Fact]
    public void Gradients_that_wait_when_the_run_ends_are_counted_as_refused()
    {
        StartLearner(Options);
        var node = RegisterNode(workers: 3);
        node.Submit(baseVersion: 0, worker: 0);
        node.Submit(baseVersion: 0, worker: 2);

        Stop("The spec asks");

        node.Probe.ExpectMsg<TrainingCompleted>();
        Assert.Equal(
            [new RejectionCount(GradientRejectionReason.TrainingCompleted, 2)],
            Observer.FishForMessage<RunCompleted>(_ => true).Status.Rejections);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_order_in_which_gradients_arrive_does_not_change_a_bit(int workers)
    {
        var workersInOrder = Enumerable.Range(0, workers).ToArray();

        var forwards = TrainWith(workers, _ => workersInOrder);

        Assert.Equal(forwards, TrainWith(workers, _ => [.. workersInOrder.Reverse()]));
        Assert.Equal(forwards, TrainWith(workers, round => [.. workersInOrder.Select(worker => (worker + round) % workers)]));
        Assert.NotEqual(forwards, TrainWith(workers, _ => workersInOrder, seed: 2));
    }

    /// <summary>
    /// Every gradient depends on the parameters it was computed with and on its worker; the magnitudes are far apart, so that another order of
    /// summing gives other bits.
    /// </summary>
    private FloatVector TrainWith(int workers, Func<int, int[]> orderInRound, ulong seed = 1)
    {
        StartLearner(Options with { Training = Options.Training with { Seed = seed, Optimizer = OptimizerKind.Adam } });
        SpecNode[] nodes = [CreateNode("first"), CreateNode("second")];
        var parameters = nodes[0].Register(workers: workers / 2).Parameters;
        nodes[1].Register(workers: workers - workers / 2);
        for (var round = 1; round <= 30; round++)
        {
            foreach (var worker in orderInRound(round))
            {
                var node = worker < workers / 2 ? nodes[0] : nodes[1];
                var values = new float[parameters.Values.Length];
                for (var i = 0; i < values.Length; i++)
                    values[i] = MathF.Sin((worker + 1) * (i + 1) * (1 + parameters.Values.Span[i])) / MathF.Pow(7, worker) / 20;
                var gradient = node.Gradient(parameters.Version, worker - node.FirstWorker);
                node.Tell(gradient with { Gradient = FloatVector.TakeOwnership(values) });
            }

            foreach (var node in nodes)
            {
                parameters = node.ExpectPublished(round);
                node.Acknowledge(round);
            }

            // Answers are not what this is about.
            foreach (var node in nodes)
                node.Probe.ReceiveN(node == nodes[0] ? workers / 2 : workers - workers / 2);
        }

        Sys.Stop(Learner);
        return parameters.Values;
    }

    private static void SubmitOf(SpecNode node, float element, int worker = 0) =>
        node.Tell(node.Gradient(baseVersion: 0, worker) with { Gradient = SampleRun.Vector(element) });

    /// <summary>A round of nodes with one worker each.</summary>
    private static void Round(long baseVersion, params SpecNode[] nodes)
    {
        foreach (var node in nodes)
            node.Submit(baseVersion);
        foreach (var node in nodes)
        {
            node.ExpectPublished(baseVersion + 1);
            node.ExpectApplied(baseVersion + 1);
            node.Acknowledge(baseVersion + 1);
        }
    }
}

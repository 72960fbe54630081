using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests;

public sealed class TrainingRunSpecs
{
    private static readonly DateTimeOffset Now = SampleRun.Start;

    [Fact]
    public void Parameters_start_as_the_runs_seed_says()
    {
        var run = Create(SampleRun.Options);

        var expected = ParameterInitialization.Create(
            SampleRun.Layout, InitializationScheme.Orthogonal, new SeedSequence(7).CreateGenerator(SeedStream.Initialization));
        Assert.Equal(expected, run.Parameters.Values.ToArray());
    }

    [Fact]
    public void Invalid_options_are_refused_before_anything_starts() =>
        Assert.Throws<ArgumentException>(() => Create(SampleRun.Options with { FailureLimit = 0 }));

    [Fact]
    public void The_learning_rate_is_that_of_the_steps_before_the_update()
    {
        // Linear over 40 steps from 0.1: the updates at 0, 10, 20 and 30 steps have 0.1, 0.075, 0.05 and 0.025, a fifth has 0.
        var training = SampleRun.Training with { MaxSteps = 40, LearningRateSchedule = ScheduleShape.Linear };
        var run = Create(SampleRun.Options with { Training = training });
        var initial = run.Parameters.Values[0];

        double[] learningRates = [.. Enumerable.Range(1, 5).Select(sequence =>
        {
            run.Apply(SampleRun.Gradient(sequence), staleness: 0, Now);
            return run.TakeMetrics(Now).LearningRate;
        })];

        Assert.Equal([0.1, 0.075, 0.05, 0.025, 0], learningRates.Select(rate => Math.Round(rate, 12)));
        Assert.Equal(initial - 0.01 * 0.25, run.Parameters.Values[0], tolerance: 1e-6);
    }

    [Fact]
    public void A_row_of_metrics_has_everything()
    {
        var run = Create(SampleRun.Options with
        {
            Training = SampleRun.Training with
            {
                MaxSteps = 100,
                EntropyCoefficient = 0.02,
                EntropyCoefficientSchedule = ScheduleShape.Linear,
            },
            MetricsInterval = 20,
        });
        var report = SampleRun.Report with { Episodes = [new(8, 6)] };
        run.Reject(SampleRun.Gradient(), GradientRejectionReason.TooStale, "Old.");

        run.Apply(SampleRun.Gradient() with { Rollout = report }, staleness: 0, Now + TimeSpan.FromSeconds(1));
        Assert.False(run.AreMetricsDue());
        run.Apply(SampleRun.Gradient() with { Rollout = report with { PolicyLoss = 0.75 } }, staleness: 3, Now + TimeSpan.FromSeconds(2));
        Assert.True(run.AreMetricsDue());
        run.Statistics.Evaluated(SampleRun.Evaluated(version: 1, returnMean: 30));

        Assert.Equal(
            new MetricsRecorded(
                Elapsed: TimeSpan.FromSeconds(2),
                EnvironmentSteps: 20,
                Version: 2,
                Episodes: 2,
                EpisodeReturnMean: 8,
                EpisodeLengthMean: 6,
                StepsPerSecond: 20,
                GradientsPerSecond: 2,
                PolicyLoss: 0.5,
                ValueLoss: 2,
                Entropy: 0.5,
                GradientNorm: 0.75,
                ExplainedVariance: 0.125,
                LearningRate: 0.1,
                EntropyCoefficient: 0.016,
                StalenessMean: 1.5,
                StalenessMaximum: 3,
                GradientsRejected: 1,
                new EvaluationStatus(1, 10, 4, 30, 1)),
            run.TakeMetrics(Now + TimeSpan.FromSeconds(2)));
        Assert.True(run.Statistics.Row.IsEmpty);
    }

    [Fact]
    public void The_status_lists_every_node_with_its_workers()
    {
        var run = Create(SampleRun.Options);
        Register(run, "b", workers: 2);
        run.Apply(SampleRun.Gradient(), staleness: 0, Now);

        var status = run.Status(TrainingPhase.Training, Now + TimeSpan.FromSeconds(2));

        Assert.Equal((SampleRun.Run, SampleRun.Term, TrainingPhase.Training), (status.Run, status.Term, status.Phase));
        Assert.Equal(("CartPole-v1", 7UL), (status.Environment, status.Seed));
        Assert.Equal((2.0, 1L, 10L, 1_000_000L), (status.ElapsedSeconds, status.Version, status.EnvironmentSteps, status.MaxSteps));
        Assert.Equal(["node-a", "b"], status.Nodes.Select(node => node.Node));
        Assert.Equal([0, 1, 2], status.Nodes.SelectMany(node => node.Workers).Select(worker => worker.Worker));
        Assert.Equal(1, status.Nodes[0].Workers[0].GradientsApplied);
    }

    [Fact]
    public void A_strangers_gradient_is_not_held_against_the_worker_of_the_same_index()
    {
        var run = Create(SampleRun.Options with { FailureLimit = 1 });

        Assert.Null(run.Reject(SampleRun.Gradient(worker: 0), GradientRejectionReason.UnknownRun, "A stranger."));
        Assert.Null(run.Reject(SampleRun.Gradient(worker: 0), GradientRejectionReason.OtherTerm, "A stranger."));
        Assert.Null(run.Reject(SampleRun.Gradient(worker: 0), GradientRejectionReason.UnknownWorker, "A stranger."));

        Assert.Equal(3, run.Statistics.GradientsRejected);
        Assert.Equal(0, run.Statistics.StatusOf(0, Now).GradientsRejected);
        Assert.NotNull(run.Reject(SampleRun.Gradient(worker: 0), GradientRejectionReason.NonFinite, "NaN."));
    }

    [Fact]
    public void A_node_that_has_left_is_forgotten_everywhere()
    {
        var run = Create(SampleRun.Options);
        run.Forget(SampleRun.Node);

        Assert.Equal(GradientRejectionReason.UnknownWorker, run.Admission.Decide(SampleRun.Gradient(), 0).Reason);
        Assert.Empty(run.Status(TrainingPhase.Training, Now).Nodes);
        Assert.False(run.Broadcast.TakeDue(SampleRun.Node, newest: 1, Now));
        Assert.Null(run.Forget(SampleRun.Node));
    }

    [Fact]
    public void A_gradient_ends_a_standstill()
    {
        var run = Create(SampleRun.Options with { StallTimeout = TimeSpan.FromSeconds(15) });
        run.Apply(SampleRun.Gradient(), staleness: 0, Now + TimeSpan.FromSeconds(10));

        Assert.Null(run.Stall.Check(workerCount: 1, Now + TimeSpan.FromSeconds(24)));
        Assert.NotNull(run.Stall.Check(workerCount: 1, Now + TimeSpan.FromSeconds(25)));
    }

    [Fact]
    public void Nodes_that_come_and_go_leave_nothing_behind()
    {
        var run = Create(SampleRun.Options);
        for (var start = 1; start <= 100; start++)
        {
            var node = $"start-{start}";
            Register(run, node, workers: 1);
            Assert.True(run.Admission.Decide(SampleRun.Gradient(worker: start, node: node), 0).IsAdmitted);
            run.Forget(node);
        }

        Assert.Equal(0, run.Admission.RememberedWorkers);
        Assert.Equal(1, run.Nodes.NodeCount);
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes()
    {
        Assert.Equal(Play(seed: 1), Play(seed: 1));
        Assert.NotEqual(Play(seed: 1), Play(seed: 2));

        static FloatVector Play(ulong seed)
        {
            var run = Create(SampleRun.Options with { Training = SampleRun.Training with { Optimizer = OptimizerKind.Adam } });
            var generator = new RandomGenerator(seed);
            var values = new float[SampleRun.Layout.Count];
            for (var sequence = 1; sequence <= 50; sequence++)
            {
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)generator.NextUniform(-0.1, 0.1);
                run.Apply(SampleRun.Gradient(sequence) with { Gradient = FloatVector.CopyOf(values) }, staleness: 0, Now);
            }

            return run.Parameters.Snapshot().Values;
        }
    }

    /// <summary>Tens of thousands of gradients a second pass here: garbage would be paid by every worker of the process.</summary>
    [Fact]
    public void A_gradient_on_its_way_into_the_parameters_allocates_nothing()
    {
        var run = Create(SampleRun.Options);
        var report = SampleRun.Report with { Episodes = [new(8, 6), new(9, 7)] };
        SubmitGradient[] gradients = [.. Enumerable.Range(1, 2_000).Select(i => SampleRun.Gradient(i, i - 1) with { Rollout = report })];
        for (var i = 0; i < 1_000; i++)
            Process(run, gradients[i]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1_000; i < 2_000; i++)
            Process(run, gradients[i]);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(2_000, run.Parameters.Version);
        Assert.Equal(0, allocated);

        static void Process(TrainingRun run, SubmitGradient gradient)
        {
            var decision = run.Admission.Decide(gradient, run.Parameters.Version);
            if (!decision.IsAdmitted)
                return;
            var version = run.Apply(gradient, decision.Staleness, Now);
            if (run.Broadcast.TakeDue(gradient.Node, version, Now))
                run.Broadcast.Acknowledge(gradient.Node, version);
            run.EvaluationDesk.Start(Now);
        }
    }

    private static TrainingRun Create(LearnerOptions options)
    {
        var run = new TrainingRun(options, Now);
        Register(run, SampleRun.Node, workers: 1);
        return run;
    }

    private static void Register(TrainingRun run, string node, int workers) =>
        Assert.IsType<RegistrationDecision.Accepted>(run.Register(SampleRun.Registration(node, workers), Now));
}

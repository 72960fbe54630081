using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RunJournalSpecs : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_of_metrics_stands_in_the_file_as_the_learner_reported_it()
    {
        Write(
            new MetricsRecorded(
                TimeSpan.FromSeconds(1.25),
                EnvironmentSteps: 4_000,
                Version: 100,
                Episodes: 30,
                EpisodeReturnMean: 21.5,
                EpisodeLengthMean: 22.5,
                StepsPerSecond: 3_200,
                GradientsPerSecond: 80,
                PolicyLoss: -0.5,
                ValueLoss: 0.25,
                Entropy: 0.625,
                GradientNorm: 0.125,
                ExplainedVariance: double.NaN,
                LearningRate: 0.001,
                EntropyCoefficient: 0.01,
                StalenessMean: 0.75,
                StalenessMaximum: 2,
                GradientsRejected: 3,
                new EvaluationStatus(Version: 90, EnvironmentSteps: 3_600, Episodes: 100, ReturnMean: 50, ReturnDeviation: 5)),
            SampleRun.Completed(TrainingOutcome.BudgetExhausted));

        var expected = new MetricsRow
        {
            WallSeconds = 1.25,
            EnvironmentSteps = 4_000,
            Version = 100,
            Episodes = 30,
            EpisodeReturnMean = 21.5,
            EpisodeLengthMean = 22.5,
            StepsPerSecond = 3_200,
            GradientsPerSecond = 80,
            PolicyLoss = -0.5,
            ValueLoss = 0.25,
            Entropy = 0.625,
            GradientNorm = 0.125,
            ExplainedVariance = null,
            LearningRate = 0.001,
            EntropyCoefficient = 0.01,
            StalenessMean = 0.75,
            StalenessMax = 2,
            GradientsRejected = 3,
            EvaluationReturnMean = 50,
            EvaluationReturnStd = 5,
        };
        Assert.Equal(expected, Assert.Single(MetricsCsv.Read(_folder.In("metrics.csv"))));
    }

    [Fact]
    public void The_policy_that_solved_the_environment_is_kept_although_training_went_on()
    {
        var solved = new SolvedPolicy(SampleRun.Snapshot(1_200), SampleRun.Evaluated(0, 480), SampleRun.Evaluated(1, 490));

        Write(
            SampleRun.Recorded(1.5, SampleRun.Evaluated(0, 480)),
            SampleRun.Recorded(1.75, SampleRun.Evaluated(1, 490)),
            SampleRun.Recorded(2.25, SampleRun.Evaluated(0, 300, version: 1_230)),
            SampleRun.Completed(TrainingOutcome.Stopped, solved));

        var policy = Safetensors.Read(_folder.In("policy.safetensors"));
        Assert.All(policy.Tensors, tensor => Assert.All(tensor.Elements.ToArray(), element => Assert.Equal(1_200, element)));
        Assert.Equal("1200", policy.Metadata["version"]);
        Assert.Equal("48000", policy.Metadata["environment_steps"]);
        Assert.Equal(SampleRun.PlanJson, policy.Metadata["plan"]);

        var summary = RunSummary.Load(_folder.In("summary.json"));
        Assert.Equal((48_000, 1_200, 1.75), (summary.SolvedAt!.EnvironmentSteps, summary.SolvedAt.Version, summary.SolvedAt.WallSeconds));
        Assert.Equal((480, 490), (summary.SolvedAt.Evaluation.ReturnMean, summary.SolvedAt.Confirmation.ReturnMean));
        Assert.Equal(300, summary.FinalEvaluation!.ReturnMean);
        Assert.Equal(TrainingOutcome.Stopped, summary.Outcome);
    }

    [Fact]
    public void A_confirmation_that_fails_solves_nothing_and_the_newest_policy_is_kept()
    {
        Write(
            SampleRun.Recorded(1.5, SampleRun.Evaluated(0, 480)),
            SampleRun.Recorded(1.75, SampleRun.Evaluated(1, 470)),
            SampleRun.Completed(TrainingOutcome.BudgetExhausted));

        Assert.Null(RunSummary.Load(_folder.In("summary.json")).SolvedAt);
        Assert.Equal("1234", Safetensors.Read(_folder.In("policy.safetensors")).Metadata["version"]);
    }

    [Fact]
    public void The_summary_says_how_the_run_stood_at_its_end()
    {
        Write(SampleRun.Completed(TrainingOutcome.Failed));

        var summary = RunSummary.Load(_folder.In("summary.json"));
        Assert.Equal((TrainingOutcome.Failed, "It is over."), (summary.Outcome, summary.Explanation));
        Assert.Equal(("CartPole-v1", 7ul, 2), (summary.Environment, summary.Seed, summary.Workers));
        Assert.Equal((Now - TimeSpan.FromSeconds(2.5), 2.5, 20_000), (summary.StartedAt, summary.WallSeconds, summary.StepsPerSecond));
        Assert.Equal((50_000, 812, 1_234), (summary.EnvironmentSteps, summary.Episodes, summary.Version));
        Assert.Equal((4, 2, 5), (summary.GradientsLost, summary.WorkerFailures, summary.EvaluationsSkipped));
        Assert.Equal(2, summary.GradientsRejected[GradientRejectionReason.TooStale]);
        Assert.Equal((0.875, 3), (summary.Staleness.Mean, summary.Staleness.Max));
        Assert.Equal("actorcritic train", summary.CommandLine);
        Assert.Null(summary.FinalEvaluation);
    }

    private void Write(params object[] facts)
    {
        using var recorder = new RunRecorder(RunFolder.At(_folder.Path), new FixedTimeProvider(Now), failure => Assert.Fail(failure));
        var journal = SampleRun.Journal(recorder);
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case MetricsRecorded metrics:
                    journal.OnMetrics(metrics);
                    break;
                case EvaluationRecorded evaluation:
                    journal.OnEvaluation(evaluation);
                    break;
                case RunCompleted completed:
                    journal.Complete(completed, Now);
                    break;
            }
        }
    }
}

using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class MetricsRowSpecs
{
    private static readonly MetricsRecorded Recorded = new(
        Elapsed: TimeSpan.FromSeconds(1.5),
        EnvironmentSteps: 12_345_678,
        Version: 321,
        Episodes: 42,
        EpisodeReturnMean: 200.25,
        EpisodeLengthMean: 201.5,
        StepsPerSecond: 150_000,
        GradientsPerSecond: 1024.5,
        PolicyLoss: -0.125,
        ValueLoss: 3.75,
        Entropy: 0.5,
        GradientNorm: 0.625,
        ExplainedVariance: 0.875,
        LearningRate: 0.0009765625,
        EntropyCoefficient: 0.03125,
        StalenessMean: 0.75,
        StalenessMaximum: 3,
        GradientsRejected: 2,
        Evaluation: new EvaluationStatus(Version: 300, EnvironmentSteps: 12_000_000, Episodes: 100, ReturnMean: 480.5, ReturnDeviation: 12.25));

    [Fact]
    public void Everything_that_the_learner_records_has_its_place() => Assert.Equal(MetricsRows.Full, MetricsRow.Of(Recorded));

    [Fact]
    public void What_the_learner_did_not_measure_is_null()
    {
        var row = MetricsRow.Of(Recorded with { EpisodeReturnMean = double.NaN, ExplainedVariance = double.NaN, Evaluation = null });

        Assert.Equal(
            MetricsRows.Full with { EpisodeReturnMean = null, ExplainedVariance = null, EvaluationReturnMean = null, EvaluationReturnStd = null },
            row);
    }
}

using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Tests.Reports;

internal static class MetricsRows
{
    /// <summary>Every metric measured, each with a value of its own that float32 holds exactly.</summary>
    public static MetricsRow Full { get; } = new()
    {
        WallSeconds = 1.5,
        EnvironmentSteps = 12_345_678,
        Version = 321,
        Episodes = 42,
        EpisodeReturnMean = 200.25,
        EpisodeLengthMean = 201.5,
        StepsPerSecond = 150_000,
        GradientsPerSecond = 1024.5,
        PolicyLoss = -0.125,
        ValueLoss = 3.75,
        Entropy = 0.5,
        GradientNorm = 0.625,
        ExplainedVariance = 0.875,
        LearningRate = 0.0009765625,
        EntropyCoefficient = 0.03125,
        StalenessMean = 0.75,
        StalenessMax = 3,
        GradientsRejected = 2,
        EvaluationReturnMean = 480.5,
        EvaluationReturnStd = 12.25,
    };

    /// <summary>Nothing measured yet.</summary>
    public static MetricsRow Empty { get; } =
        new() { WallSeconds = 0, EnvironmentSteps = 0, Version = 0, Episodes = 0, GradientsRejected = 0 };
}

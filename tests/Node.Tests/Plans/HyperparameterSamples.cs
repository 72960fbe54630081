using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Tests.Plans;

/// <summary>For each hyperparameter its names, written out, and one value that is not its general default, in every spelling.</summary>
internal static class HyperparameterSamples
{
    private const ScheduleShape Linear = ScheduleShape.Linear;
    private const InitializationScheme PyTorchDefault = InitializationScheme.PyTorchDefault;

    public static readonly IReadOnlyList<Sample> All =
    [
        new("Environment", "--env", "environment", "Endless-v0", "\"Endless-v0\"", "Endless-v0"),
        new("Seed", "--seed", "seed", "18446744073709551615", "18446744073709551615", ulong.MaxValue),
        new("MaxSteps", "--max-steps", "maxSteps", "3e6", "3000000", 3_000_000L),
        new("Workers", "--workers", "workers", "17", "17", 17),
        new("EnvironmentsPerWorker", "--envs-per-worker", "environmentsPerWorker", "19", "19", 19),
        new("RolloutLength", "--rollout-length", "rolloutLength", "23", "23", 23),
        new("Discount", "--discount", "discount", ".125", "0.125", 0.125),
        new("GaeLambda", "--gae-lambda", "gaeLambda", "0.375", "0.375", 0.375),
        new("NormalizeAdvantages", "--normalize-advantages", "normalizeAdvantages", "false", "false", false),
        new("RewardScale", "--reward-scale", "rewardScale", "7.5", "7.5", 7.5),
        new("ValueCoefficient", "--value-coefficient", "valueCoefficient", "1.25", "1.25", 1.25),
        new("EntropyCoefficient", "--entropy-coefficient", "entropyCoefficient", "2.5e-3", "2.5e-3", 0.0025),
        new("EntropyCoefficientSchedule", "--entropy-coefficient-schedule", "entropyCoefficientSchedule", "linear", "\"Linear\"", Linear),
        new("LearningRate", "--learning-rate", "learningRate", "1.5e-4", "1.5E-4", 0.00015),
        new("LearningRateSchedule", "--learning-rate-schedule", "learningRateSchedule", "Linear", "\"linear\"", Linear),
        new("MaxGradientNorm", "--max-gradient-norm", "maxGradientNorm", "0", "0", 0.0),
        new("Optimizer", "--optimizer", "optimizer", "rmsprop", "\"rmsprop\"", OptimizerKind.RmsProp),
        new("RmsPropDecay", "--rms-prop-decay", "rmsPropDecay", "0.5", "0.5", 0.5),
        new("RmsPropEpsilon", "--rms-prop-epsilon", "rmsPropEpsilon", "0.25", "0.25", 0.25),
        new("AdamBeta1", "--adam-beta1", "adamBeta1", "0.625", "0.625", 0.625),
        new("AdamBeta2", "--adam-beta2", "adamBeta2", "0.875", "0.875", 0.875),
        new("AdamEpsilon", "--adam-epsilon", "adamEpsilon", "1e-7", "1e-7", 1e-7),
        new("SgdMomentum", "--sgd-momentum", "sgdMomentum", "0.75", "0.75", 0.75),
        new("HiddenSizes", "--hidden-sizes", "hiddenSizes", "32,16,8", "[32, 16, 8]", new[] { 32, 16, 8 }),
        new("Activation", "--activation", "activation", "relu", "\"relu\"", Activation.Relu),
        new("SeparateTrunks", "--separate-trunks", "separateTrunks", "true", "true", true),
        new("Initialization", "--initialization", "initialization", "pytorch-default", "\"pytorchdefault\"", PyTorchDefault),
        new("Mode", "--mode", "mode", "sync", "\"Sync\"", TrainingMode.Sync),
        new("GradientsInFlight", "--gradients-in-flight", "gradientsInFlight", "4", "4", 4),
        new("StalenessPolicy", "--staleness-policy", "stalenessPolicy", "scale", "\"scale\"", StalenessPolicyKind.Scale),
        new("MaxStaleness", "--max-staleness", "maxStaleness", "29", "29", 29L),
        new("CompensationCoefficient", "--compensation-coefficient", "compensationCoefficient", "1.75", "1.75", 1.75),
        new("EvaluationInterval", "--evaluation-interval", "evaluationInterval", "31", "31", 31L),
        new("EvaluationEpisodes", "--evaluation-episodes", "evaluationEpisodes", "37", "37", 37),
    ];

    /// <summary>The names of all, for a theory.</summary>
    public static TheoryData<string> Names => [.. All.Select(sample => sample.Name)];

    public static Sample Of(string name) => All.Single(sample => sample.Name == name);

    /// <summary>Asserts that two options differ in the named property only, which has the sample's value.</summary>
    public static void AssertOnlyChange(Sample sample, TrainingOptions before, TrainingOptions after)
    {
        foreach (var property in typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite))
        {
            if (property.Name == sample.Name)
            {
                Assert.NotEqual(property.GetValue(before), property.GetValue(after));
                Assert.Equal(sample.Value, property.GetValue(after));
            }
            else
            {
                Assert.Equal(property.GetValue(before), property.GetValue(after));
            }
        }
    }

    internal sealed record Sample(string Name, string Option, string Field, string Typed, string Json, object Value);
}

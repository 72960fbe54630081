using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Registration;

/// <summary>
/// From the hyperparameters to what worker nodes are told of them: the optimiser and its learning rate stay with the learner.
/// </summary>
public static class TrainingPlanMapping
{
    /// <summary>The plan of a run with these hyperparameters.</summary>
    /// <param name="layout">Layout of the network's parameters, whose fingerprint every gradient must carry.</param>
    public static TrainingPlan ToTrainingPlan(this TrainingOptions options, ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(layout);
        return new TrainingPlan(
            Environment: options.Environment,
            Seed: options.Seed,
            EnvironmentsPerWorker: options.EnvironmentsPerWorker,
            RolloutLength: options.RolloutLength,
            Discount: options.Discount,
            GaeLambda: options.GaeLambda,
            NormalizeAdvantages: options.NormalizeAdvantages,
            RewardScale: options.RewardScale,
            ValueCoefficient: options.ValueCoefficient,
            EntropyCoefficient: options.EntropyCoefficient,
            EntropyCoefficientSchedule: Schedule.ShapeNames[(int)options.EntropyCoefficientSchedule],
            MaxGradientNorm: options.MaxGradientNorm,
            MaxSteps: options.MaxSteps,
            GradientsInFlight: options.GradientsInFlight,
            Network: new NetworkPlan([.. options.HiddenSizes], NameOf(options.Activation), options.SeparateTrunks),
            LayoutFingerprint: layout.Fingerprint);
    }

    private static string NameOf(Activation activation) => activation switch
    {
        Activation.Tanh => "tanh",
        Activation.Relu => "relu",
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };
}

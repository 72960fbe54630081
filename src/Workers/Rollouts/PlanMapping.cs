using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>From the plan as it came over the wire to the options of the algorithm.</summary>
internal static class PlanMapping
{
    public static SeedSequence Seeds(this TrainingPlan plan) => new(plan.Seed);

    public static RolloutWorkerOptions ToRolloutWorkerOptions(this TrainingPlan plan) => new(
        plan.EnvironmentsPerWorker,
        plan.RolloutLength,
        plan.Discount,
        plan.GaeLambda,
        plan.NormalizeAdvantages,
        plan.RewardScale,
        plan.ValueCoefficient,
        new Schedule(ShapeOf(plan.EntropyCoefficientSchedule), plan.EntropyCoefficient, plan.MaxSteps),
        plan.MaxGradientNorm);

    public static NetworkOptions ToNetworkOptions(this NetworkPlan plan, EnvironmentSpec spec) =>
        new(spec.ObservationSize, spec.ActionCount, plan.HiddenSizes, ActivationOf(plan.Activation), plan.SeparateTrunks);

    private static ScheduleShape ShapeOf(string name) =>
        Schedule.TryParseShape(name, out var shape)
            ? shape
            : throw new ArgumentException($"The plan names the schedule '{name}', which this node does not know; it knows {string.Join(", ", Schedule.ShapeNames)}.");

    // Exactly the names of the protocol: Enum.TryParse takes "1" and "tanh,relu" too.
    private static Activation ActivationOf(string name) => name switch
    {
        "tanh" => Activation.Tanh,
        "relu" => Activation.Relu,
        _ => throw new ArgumentException($"The plan names the activation '{name}', which this node does not know; it knows tanh, relu."),
    };
}

using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>The training plan and the shape of the network.</summary>
internal static class TrainingPlanMapping
{
    public static V1.TrainingPlan ToWire(TrainingPlan plan) => new()
    {
        Environment = plan.Environment,
        Seed = plan.Seed,
        EnvironmentsPerWorker = plan.EnvironmentsPerWorker,
        RolloutLength = plan.RolloutLength,
        Discount = plan.Discount,
        GaeLambda = plan.GaeLambda,
        NormalizeAdvantages = plan.NormalizeAdvantages,
        RewardScale = plan.RewardScale,
        ValueCoefficient = plan.ValueCoefficient,
        EntropyCoefficient = plan.EntropyCoefficient,
        EntropyCoefficientSchedule = plan.EntropyCoefficientSchedule,
        MaxGradientNorm = plan.MaxGradientNorm,
        MaxSteps = plan.MaxSteps,
        GradientsInFlight = plan.GradientsInFlight,
        Network = ToWire(plan.Network),
        LayoutFingerprint = plan.LayoutFingerprint,
    };

    public static TrainingPlan FromWire(V1.TrainingPlan wire)
    {
        var rules = new FieldRules(nameof(TrainingPlan));
        return new TrainingPlan(
            rules.Name(wire.Environment),
            wire.Seed,
            rules.Within(1, WireLimits.RolloutDimension, wire.EnvironmentsPerWorker),
            rules.Within(1, WireLimits.RolloutDimension, wire.RolloutLength),
            rules.Fraction(wire.Discount),
            rules.Fraction(wire.GaeLambda),
            wire.NormalizeAdvantages,
            rules.Positive(wire.RewardScale),
            rules.NotNegative(wire.ValueCoefficient),
            rules.NotNegative(wire.EntropyCoefficient),
            rules.Name(wire.EntropyCoefficientSchedule),
            rules.NotNegative(wire.MaxGradientNorm),
            rules.Positive(wire.MaxSteps),

            // Absent in the plans of older learners, whose workers had one.
            wire.GradientsInFlight == 0 ? 1 : rules.Within(1, WireLimits.GradientsInFlight, wire.GradientsInFlight),
            FromWire(rules.Present(wire.Network)),
            wire.LayoutFingerprint);
    }

    public static V1.NetworkPlan ToWire(NetworkPlan network) => new()
    {
        HiddenSizes = { network.HiddenSizes },
        Activation = network.Activation,
        SeparateTrunks = network.SeparateTrunks,
    };

    public static NetworkPlan FromWire(V1.NetworkPlan wire)
    {
        var rules = new FieldRules(nameof(NetworkPlan));
        return new NetworkPlan(
            rules.List(wire.HiddenSizes, width => rules.Within(1, WireLimits.LayerWidth, width, nameof(wire.HiddenSizes)), WireLimits.HiddenLayers),
            rules.Name(wire.Activation),
            wire.SeparateTrunks);
    }
}

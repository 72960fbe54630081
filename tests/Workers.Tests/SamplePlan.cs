using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Rollouts;

namespace ActorCritic.Distributed.Workers.Tests;

/// <summary>Training plans as a learner would send them.</summary>
internal static class SamplePlan
{
    /// <summary>A small plan: E = 2, T = 3, every value unlike the others so that none can be taken for another.</summary>
    public static TrainingPlan For(EnvironmentSpec spec)
    {
        var plan = new TrainingPlan(
            Environment: spec.Id,
            Seed: 42,
            EnvironmentsPerWorker: 2,
            RolloutLength: 3,
            Discount: 0.9,
            GaeLambda: 0.8,
            NormalizeAdvantages: true,
            RewardScale: 0.5,
            ValueCoefficient: 0.25,
            EntropyCoefficient: 0.02,
            EntropyCoefficientSchedule: "linear",
            MaxGradientNorm: 0,
            MaxSteps: 1000,
            GradientsInFlight: 1,
            Network: new NetworkPlan([5], "tanh", SeparateTrunks: false),
            LayoutFingerprint: 0);
        return plan with { LayoutFingerprint = LayoutOf(plan, spec).Fingerprint };
    }

    /// <summary>The layout of the plan's network.</summary>
    public static ParameterLayout LayoutOf(TrainingPlan plan, EnvironmentSpec spec) => ParameterLayout.Of(plan.Network.ToNetworkOptions(spec));

    /// <summary>Parameters of the given version: small numbers, other ones for every version.</summary>
    public static ParameterSnapshot Parameters(int count, long version)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = MathF.Sin(i + 1 + 10 * version) / 4;
        return new ParameterSnapshot(version, EnvironmentSteps: 100 * version, FloatVector.TakeOwnership(values));
    }
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

/// <summary>States of the learner of the sample run.</summary>
internal static class SampleState
{
    /// <summary>What the run was started with.</summary>
    public static TrainingOptions Options { get; } = SampleRun.Options with { LearningRate = 0.125 };

    /// <summary>Its plan.json: not until solved.</summary>
    public static string Plan { get; } = PlanFile.Write(Options, untilSolved: false, "actorcritic learner --no-stop", "1.0.0");

    /// <summary>What the run's worker nodes are told.</summary>
    public static TrainingPlan TrainingPlan { get; } = Run().Plan;

    /// <summary>The state of run-1; forty environment steps are behind each version.</summary>
    public static LearnerState Of(long term, long version) =>
        Run().Export(default) with { Term = term, Parameters = SampleRun.Snapshot(version) };

    private static TrainingRun Run() => new(new LearnerOptions { Run = "run-1", Plan = Plan, Training = Options, Environment = CartPole.Version1 }, default);
}

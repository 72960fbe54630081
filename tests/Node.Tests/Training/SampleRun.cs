using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Training;

/// <summary>What a learner might report of a run of CartPole with two workers and a network of 19 parameters.</summary>
internal static class SampleRun
{
    public const string PlanJson = """{ "seed": 7 }""";

    public static TrainingOptions Options { get; } = new() { Seed = 7, HiddenSizes = [2] };

    public static ParameterLayout Layout { get; } = ParameterLayout.Of(Options.NetworkFor(CartPole.Version1));

    public static TrainingStatus Status { get; } = new(
        Run: "run-1",
        Term: 1,
        TrainingPhase.Training,
        "CartPole-v1",
        Seed: 7,
        ElapsedSeconds: 2.5,
        Version: 1_234,
        EnvironmentSteps: 50_000,
        MaxSteps: 200_000,
        StepsPerSecond: 61_250.7,
        GradientsPerSecond: 478.5,
        Episodes: 812,
        EpisodeReturnMean: 187.25,
        EpisodeLengthMean: 187.25,
        new EvaluationStatus(Version: 1_200, EnvironmentSteps: 48_000, Episodes: 100, ReturnMean: 421.5, ReturnDeviation: 33.25),
        StalenessMean: 0.875,
        StalenessMaximum: 3,
        StalenessHistogram: [400, 600, 200, 34],
        Rejections: [new RejectionCount(GradientRejectionReason.NonFinite, 1), new RejectionCount(GradientRejectionReason.TooStale, 2)],
        GradientsLost: 4,
        WorkerFailures: 2,
        EvaluationsSkipped: 5,
        Nodes: [Node("local", Worker(0, 31_000), Worker(1, 30_250, failures: 2))],
        Standbys: [],
        Standstill: "");

    public static WorkerNodeStatus Node(string name, params WorkerStatus[] workers) =>
        new(name, AcknowledgedVersion: 1_234, VersionsSkipped: 0, EquatableList.Create<WorkerStatus>(workers), Rejections: []);

    public static WorkerStatus Worker(int index, double stepsPerSecond, long failures = 0) => new(
        index,
        GradientsApplied: 617,
        GradientsRejected: 0,
        EnvironmentSteps: 25_000,
        stepsPerSecond,
        StalenessMean: 0.875,
        StalenessMaximum: 3,
        failures);

    public static PolicyEvaluated Evaluated(int round, double returnMean, long version = 1_200) => new(
        "run-1",
        Term: 1,
        round,
        version,
        EnvironmentSteps: version * 40,
        Episodes: 100,
        returnMean,
        ReturnDeviation: 12.5,
        returnMean - 20,
        returnMean + 10,
        LengthMean: returnMean);

    public static EvaluationRecorded Recorded(double seconds, PolicyEvaluated result) =>
        new(TimeSpan.FromSeconds(seconds), Number: 0, result, Snapshot(result.Version));

    public static ParameterSnapshot Snapshot(long version)
    {
        var values = new float[Layout.Count];
        Array.Fill(values, version);
        return new ParameterSnapshot(version, version * 40, FloatVector.TakeOwnership(values));
    }

    /// <summary>The learner's last word; what is kept are snapshots whose elements all are their version.</summary>
    public static RunCompleted Completed(TrainingOutcome outcome, SolvedPolicy? solved = null) => new(
        outcome, "It is over.", Status with { Phase = TrainingPhase.Completed }, Snapshot(Status.Version), solved);

    /// <summary>A journal that writes into a folder.</summary>
    public static RunJournal Journal(RunRecorder recorder) =>
        new(recorder, Options, PlanJson, Layout, CartPole.Version1.RewardThreshold, "actorcritic train");
}

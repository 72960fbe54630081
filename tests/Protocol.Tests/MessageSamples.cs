using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>One instance of each message with every field filled, the same ones as in Golden/messages.txt.</summary>
internal static class MessageSamples
{
    private static readonly NetworkPlan s_network = new([64, 300], "tanh", SeparateTrunks: true);

    private static readonly ParameterSnapshot s_parameters = new(
        Version: 4200, EnvironmentSteps: 33_600, FloatVector.TakeOwnership([1f, -2.5f, 0f, -0f, 3.4028235e38f]));

    private static readonly TrainingPlan s_plan = new(
        Environment: "CartPole-v1",
        Seed: 0x0123456789ABCDEF,
        EnvironmentsPerWorker: 8,
        RolloutLength: 16,
        Discount: 0.98,
        GaeLambda: 0.8,
        NormalizeAdvantages: true,
        RewardScale: 0.5,
        ValueCoefficient: 0.25,
        EntropyCoefficient: 0.01,
        EntropyCoefficientSchedule: "linear",
        MaxGradientNorm: 0.75,
        MaxSteps: 500_000,
        GradientsInFlight: 3,
        s_network,
        LayoutFingerprint: 0xFEDCBA9876543210);

    private static readonly PolicyEvaluated s_confirmation = new(
        Run: "run-7",
        Term: 3,
        Round: 1,
        Version: 4200,
        EnvironmentSteps: 33_600,
        Episodes: 100,
        ReturnMean: 481.5,
        ReturnDeviation: 10.25,
        ReturnMinimum: 402,
        ReturnMaximum: 500,
        LengthMean: 481.75);

    private static readonly Dictionary<Type, ITrainingMessage> s_byType = new ITrainingMessage[]
    {
        new RegisterWorkerNode(ProtocolVersion: 1, Node: "node-a", WorkerCount: 2),
        new WorkerNodeAccepted(Run: "run-7", Term: 3, Node: "node-a", FirstWorker: 4, s_plan, s_parameters),
        new WorkerNodeRejected(Node: "node-a", WorkerNodeRejectionReason.Full, Explanation: "1,024 workers are the most."),
        new PlanDeclined(Run: "run-7", Term: 3, Node: "node-a", Explanation: "There is no environment 'Maze-v2'."),
        new WorkerFailed(Run: "run-7", Term: 3, Node: "node-a", Worker: 5, Cause: "DivideByZeroException: λ ÷ 0 → ✗"),
        new GradientLost(Run: "run-7", Term: 3, Node: "node-a", Worker: 5, Sequence: 300),
        new ParametersPublished(Run: "run-7", Term: 3, s_parameters),
        new ParametersReceived(Run: "run-7", Term: 3, Node: "node-a", Version: 4200),
        new SubmitGradient(
            Run: "run-7",
            Term: 3,
            Node: "node-a",
            Worker: 5,
            Sequence: 300,
            BaseVersion: 4199,
            ReceivedVersion: 4200,
            LayoutFingerprint: 0xFEDCBA9876543210,
            FloatVector.TakeOwnership([0.5f, -0.125f, 1.1754944e-38f, 1e-45f]),
            new RolloutReport(
                EnvironmentSteps: 128,
                [new EpisodeReport(Return: 21, Length: 21), new EpisodeReport(Return: -3.5, Length: 200)],
                PolicyLoss: -0.03125,
                ValueLoss: 12.5,
                Entropy: 0.6931471805599453,
                GradientNorm: 1.5,
                ExplainedVariance: -0.25)),
        new GradientApplied(Run: "run-7", Term: 3, Worker: 5, Sequence: 300, Version: 4201, Staleness: 1),
        new GradientRejected(
            Run: "run-7", Term: 3, Worker: 5, Sequence: 300, GradientRejectionReason.TooStale, Explanation: "12 versions old; 8 are the most."),
        new EvaluatePolicy(Run: "run-7", Term: 3, Round: 1, Environment: "CartPole-v1", s_network, s_parameters, Episodes: 100, Seed: 99),
        s_confirmation,
        new EvaluationFailed(Run: "run-7", Term: 3, Round: 1, Version: 4200, Cause: "The environment CartPole-v9 is unknown."),
        GetTrainingStatus.Instance,
        new TrainingStatus(
            Run: "run-7",
            Term: 3,
            TrainingPhase.Training,
            Environment: "CartPole-v1",
            Seed: 0x0123456789ABCDEF,
            ElapsedSeconds: 1.5,
            Version: 4200,
            EnvironmentSteps: 33_600,
            MaxSteps: 500_000,
            StepsPerSecond: 150_000,
            GradientsPerSecond: 1171.875,
            Episodes: 350,
            EpisodeReturnMean: 222.5,
            EpisodeLengthMean: 222.25,
            new EvaluationStatus(Version: 4000, EnvironmentSteps: 32_000, Episodes: 100, ReturnMean: 470.5, ReturnDeviation: 33),
            StalenessMean: 0.875,
            StalenessMaximum: 3,
            StalenessHistogram: [1000, 3000, 200],
            Rejections: [new RejectionCount(GradientRejectionReason.TooStale, 7), new RejectionCount(GradientRejectionReason.NonFinite, 1)],
            GradientsLost: 2,
            WorkerFailures: 6,
            EvaluationsSkipped: 4,
            Nodes:
            [
                new WorkerNodeStatus(
                    Node: "node-a",
                    AcknowledgedVersion: 4198,
                    VersionsSkipped: 17,
                    [
                        new WorkerStatus(
                            Worker: 5,
                            GradientsApplied: 2100,
                            GradientsRejected: 8,
                            EnvironmentSteps: 16_800,
                            StepsPerSecond: 75_000,
                            StalenessMean: 0.75,
                            StalenessMaximum: 2,
                            Failures: 9),
                    ],
                    [new RejectionCount(GradientRejectionReason.Duplicate, 8)]),
            ],
            Standbys: [new StandbyStatus(Node: "standby-b", AcknowledgedVersion: 4100, IsInSync: true)],
            Standstill: "No gradient was applied for 15 s."),
        new TrainingCompleted(Run: "run-7", Term: 3, TrainingOutcome.BudgetExhausted, Explanation: "500,000 steps are used up."),
        new RegisterStandby(ProtocolVersion: 1, Node: "standby-b"),
        new StandbyRejected(Node: "standby-b", StandbyRejectionReason.Full, Explanation: "16 standbys are the most."),
        new LearnerStateReplicated(State),
        new LearnerStateReceived(Run: "run-7", Term: 3, Node: "standby-b", Version: 4200),
        new MessagePiece(
            Transfer: 0x0123456789ABCDEF,
            Index: 2,
            TotalLength: 200_003,
            Manifest: "pp",
            Target: "akka.tcp://actorcritic@10.0.0.2:4053/user/worker-node#77",
            Sender: "akka.tcp://actorcritic@10.0.0.1:4053/user/learner#5",
            Checksum: 0xE3069283,
            ByteVector.TakeOwnership(new byte[] { 0, 1, 0x7F, 0x80, 0xFF })),
        new MessagePieceReceived(Transfer: 0x0123456789ABCDEF, Index: 2, PieceOutcome.WrongChecksum),
    }.ToDictionary(message => message.GetType());

    /// <summary>A learner's state with every field filled.</summary>
    public static LearnerState State => new(
        Run: "run-7",
        Term: 3,
        Plan: "{ \"environment\": \"CartPole-v1\" }",
        LayoutFingerprint: 0xFEDCBA9876543210,
        s_parameters,
        new OptimizerSnapshot(
            Name: "adam",
            StepCount: 4200,
            [
                new OptimizerVector("exp_avg", FloatVector.TakeOwnership([0.5f, -0.125f, 0f, -0f, 1e-45f])),
                new OptimizerVector("exp_avg_sq", FloatVector.TakeOwnership([0.25f, 0.015625f, 0f, 0f, 1.1754944e-38f])),
            ]),
        new StatisticsState(
            Elapsed: TimeSpan.FromTicks(15_000_001),
            Episodes: 350,
            LastEpisodes: [new EpisodeReport(Return: 21, Length: 21), new EpisodeReport(Return: -3.5, Length: 200)],
            StalenessHistogram: [1000, 3000, 200],
            StalenessSum: 3675,
            StalenessMaximum: 3,
            Rejections: [new RejectionCount(GradientRejectionReason.TooStale, 7)],
            GradientsLost: 2,
            WorkerFailures: 6,
            new EvaluationStatus(Version: 4000, EnvironmentSteps: 32_000, Episodes: 100, ReturnMean: 470.5, ReturnDeviation: 33),
            IsEvaluationNew: true,
            new MetricsRowSums(
                Gradients: 5,
                PolicyLoss: -0.03125,
                ValueLoss: 12.5,
                Entropy: 3.4657359027997265,
                GradientNorm: 7.5,
                ExplainedVariance: -0.25,
                ExplainedVarianceCount: 4,
                Staleness: 6,
                StalenessMaximum: 2)),
        new EvaluationScheduleState(
            NextNumber: 9, Skipped: 4, LastScheduledVersion: 4200, NextAt: 36_000, [new PendingEvaluation(Number: 8, Round: 1, s_parameters)]),
        new StoppingState(
            Candidate: s_confirmation with { Round = 0, ReturnMean = 480.25 },
            new SolvedPolicy(s_parameters, s_confirmation with { Round = 0, ReturnMean = 480.25 }, s_confirmation)),
        NextMetricsAt: 34_000,
        LastLearningRate: 0.00075,
        NextWorker: 12);

    /// <summary>The sample of this type; a new type of message needs one.</summary>
    public static ITrainingMessage Of(Type type) => s_byType[type];

    public static T Of<T>()
        where T : ITrainingMessage => (T)s_byType[typeof(T)];
}

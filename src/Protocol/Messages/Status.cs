namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>Asks the learner how the run stands.</summary>
public sealed record GetTrainingStatus : ITrainingMessage
{
    /// <summary>The only instance that is needed.</summary>
    public static GetTrainingStatus Instance { get; } = new();
}

/// <summary>How the run stands.</summary>
/// <param name="EpisodeReturnMean">Mean undiscounted return of the last 100 training episodes; NaN before the first.</param>
/// <param name="EpisodeLengthMean">Mean length of the last 100 training episodes; NaN before the first.</param>
/// <param name="StepsPerSecond">Environment steps per second over the last seconds.</param>
/// <param name="GradientsPerSecond">Gradients applied per second over the last seconds.</param>
/// <param name="LastEvaluation">The latest greedy evaluation; null before the first.</param>
/// <param name="StalenessMean">Mean staleness of the gradients applied, in versions; NaN before the first.</param>
/// <param name="StalenessHistogram">Element i: gradients applied at staleness i; the last element counts all from there on.</param>
/// <param name="Rejections">Gradients refused, by reason; reasons without any are left out.</param>
/// <param name="GradientsLost">Gradients whose answer never came, as reported by the nodes.</param>
/// <param name="WorkerFailures">Exceptions that ended a worker.</param>
/// <param name="EvaluationsSkipped">Scheduled evaluations left out because the evaluator was behind.</param>
/// <param name="Nodes">The worker nodes that take part.</param>
/// <param name="Standbys">The learner processes that stand by.</param>
/// <param name="Standstill">Why nothing progresses, in one sentence; empty while something does.</param>
public sealed record TrainingStatus(
    string Run,
    long Term,
    TrainingPhase Phase,
    string Environment,
    ulong Seed,
    double ElapsedSeconds,
    long Version,
    long EnvironmentSteps,
    long MaxSteps,
    double StepsPerSecond,
    double GradientsPerSecond,
    long Episodes,
    double EpisodeReturnMean,
    double EpisodeLengthMean,
    EvaluationStatus? LastEvaluation,
    double StalenessMean,
    long StalenessMaximum,
    EquatableList<long> StalenessHistogram,
    EquatableList<RejectionCount> Rejections,
    long GradientsLost,
    long WorkerFailures,
    long EvaluationsSkipped,
    EquatableList<WorkerNodeStatus> Nodes,
    EquatableList<StandbyStatus> Standbys,
    string Standstill) : ITrainingMessage;

/// <summary>Where the run is.</summary>
public enum TrainingPhase
{
    /// <summary>Not enough workers have registered yet for training to begin.</summary>
    AwaitingWorkers,

    /// <summary>Gradients are being applied.</summary>
    Training,

    /// <summary>The run is over.</summary>
    Completed,
}

/// <summary>The latest greedy evaluation.</summary>
public sealed record EvaluationStatus(long Version, long EnvironmentSteps, int Episodes, double ReturnMean, double ReturnDeviation);

/// <summary>How many gradients were refused for one reason.</summary>
public readonly record struct RejectionCount(GradientRejectionReason Reason, long Count);

/// <summary>One worker node, as the learner sees it.</summary>
/// <param name="AcknowledgedVersion">Newest version that the node has acknowledged.</param>
/// <param name="VersionsSkipped">Versions that were never sent to it because a newer one overtook them.</param>
/// <param name="Workers">Its workers.</param>
/// <param name="Rejections">Gradients of its workers that were refused, by reason; reasons without any are left out.</param>
public sealed record WorkerNodeStatus(
    string Node,
    long AcknowledgedVersion,
    long VersionsSkipped,
    EquatableList<WorkerStatus> Workers,
    EquatableList<RejectionCount> Rejections);

/// <summary>One worker, as the learner sees it.</summary>
/// <param name="StalenessMean">Mean staleness of its gradients, in versions; NaN before the first.</param>
public sealed record WorkerStatus(
    int Worker,
    long GradientsApplied,
    long GradientsRejected,
    long EnvironmentSteps,
    double StepsPerSecond,
    double StalenessMean,
    long StalenessMaximum,
    long Failures);

/// <summary>One learner process that stands by, as the active learner sees it.</summary>
/// <param name="Node">Name of the process.</param>
/// <param name="AcknowledgedVersion">Newest version whose state it holds; −1 before the first.</param>
/// <param name="IsInSync">Whether it answers in time, so that it could take over from at most the agreed number of versions back.</param>
public sealed record StandbyStatus(string Node, long AcknowledgedVersion, bool IsInSync);

namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>A worker node asks to take part. Sent again until one of the answers arrives.</summary>
/// <param name="ProtocolVersion">The version of this protocol that the node speaks, see <see cref="Protocol.ProtocolVersion.Current"/>.</param>
/// <param name="Node">Name of the node, unique for one start of its process.</param>
/// <param name="WorkerCount">Workers that the node will run, ≥ 1.</param>
public sealed record RegisterWorkerNode(int ProtocolVersion, string Node, int WorkerCount) : ITrainingMessage;

/// <summary>The node takes part from now on.</summary>
/// <param name="Run">Identifier of the run; every later message carries it.</param>
/// <param name="Term">Number of the learner's term of office; it rises when another learner takes over.</param>
/// <param name="Node">The node that asked.</param>
/// <param name="FirstWorker">Run-wide index of the node's first worker; the others follow it. A worker's random streams derive from its index.</param>
/// <param name="Plan">What to train and how.</param>
/// <param name="Parameters">The newest parameters.</param>
public sealed record WorkerNodeAccepted(string Run, long Term, string Node, int FirstWorker, TrainingPlan Plan, ParameterSnapshot Parameters)
    : ILatestWins;

/// <summary>The node may not take part.</summary>
public sealed record WorkerNodeRejected(string Node, WorkerNodeRejectionReason Reason, string Explanation) : ITrainingMessage;

/// <summary>Why a worker node was turned away.</summary>
public enum WorkerNodeRejectionReason
{
    /// <summary>The node speaks another version of the protocol.</summary>
    ProtocolVersion,

    /// <summary>The request itself makes no sense (no name, no workers, too many workers).</summary>
    InvalidRequest,

    /// <summary>The learner has no room for more nodes or workers.</summary>
    Full,

    /// <summary>The run is over.</summary>
    TrainingCompleted,
}

/// <summary>The node cannot carry out the plan that it was given, and takes no part: it lacks the environment, or lays the network out differently.</summary>
/// <param name="Explanation">One sentence that says what differs.</param>
public sealed record PlanDeclined(string Run, long Term, string Node, string Explanation) : ITrainingMessage;

/// <summary>A worker of the node died of an exception. Its rollout is lost; its parent restarts it after a pause.</summary>
/// <param name="Worker">Run-wide index of the worker.</param>
/// <param name="Cause">Type and message of the exception, in one line.</param>
public sealed record WorkerFailed(string Run, long Term, string Node, int Worker, string Cause) : ITrainingMessage;

/// <summary>An answer to a gradient did not arrive in time: the node gave it up as lost and its worker went on.</summary>
public sealed record GradientLost(string Run, long Term, string Node, int Worker, long Sequence) : ITrainingMessage;

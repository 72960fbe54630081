namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>
/// A process that could take over asks the active learner for its state. Sent again until one of the answers arrives: the first
/// <see cref="LearnerStateReplicated"/>, <see cref="StandbyRejected"/>, or <see cref="TrainingCompleted"/> once the run is over.
/// </summary>
/// <param name="ProtocolVersion">The version of this protocol that the process speaks, see <see cref="Protocol.ProtocolVersion.Current"/>.</param>
/// <param name="Node">Name of the standby, unique for one start of its process.</param>
public sealed record RegisterStandby(int ProtocolVersion, string Node) : ITrainingMessage;

/// <summary>The process may not stand by.</summary>
public sealed record StandbyRejected(string Node, StandbyRejectionReason Reason, string Explanation) : ITrainingMessage;

/// <summary>Why a standby was turned away.</summary>
public enum StandbyRejectionReason
{
    /// <summary>It speaks another version of the protocol.</summary>
    ProtocolVersion,

    /// <summary>The request itself makes no sense (no name).</summary>
    InvalidRequest,

    /// <summary>The learner has no room for more standbys.</summary>
    Full,
}

/// <summary>
/// The learner gives a standby its state, which names run, term and version. Until the standby acknowledges it, it is sent no other; versions may be skipped.
/// </summary>
public sealed record LearnerStateReplicated(LearnerState State) : ILatestWins;

/// <summary>The standby holds the state of this version: the acknowledgement of <see cref="LearnerStateReplicated"/>.</summary>
public sealed record LearnerStateReceived(string Run, long Term, string Node, long Version) : ITrainingMessage;

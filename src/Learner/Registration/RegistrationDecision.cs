using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Registration;

/// <summary>Whether a worker node may take part.</summary>
public abstract record RegistrationDecision
{
    private RegistrationDecision()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Node">The node with its workers' indices.</param>
    /// <param name="IsNew">False where the node was registered already: its answer was lost.</param>
    public sealed record Accepted(WorkerNode Node, bool IsNew) : RegistrationDecision;

    /// <summary>It may not.</summary>
    public sealed record Rejected(WorkerNodeRejectionReason Reason, string Explanation) : RegistrationDecision;
}

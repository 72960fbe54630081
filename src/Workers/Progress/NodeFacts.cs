using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Progress;

/// <summary>The node takes part from now on: for the first time, or again after its learner was lost.</summary>
/// <param name="Registration">The learner's answer.</param>
/// <param name="Learner">Who gave it.</param>
public sealed record NodeAccepted(WorkerNodeAccepted Registration, IActorRef Learner) : INoSerializationVerificationNeeded;

/// <summary>The learner does not let the node take part, for now: it asks on.</summary>
public sealed record NodeRejected(string Explanation) : INoSerializationVerificationNeeded;

/// <summary>The learner is gone or does not know the node any more: the workers are stopped, and the node asks to take part again.</summary>
public sealed record LearnerLost(string Cause) : INoSerializationVerificationNeeded;

/// <summary>What the node has done since its start, over all its registrations. Told about once a second while it trains.</summary>
/// <param name="Version">Newest version of the parameters that the node holds.</param>
/// <param name="Submitted">Gradients sent; each is applied, rejected, lost or on its way.</param>
/// <param name="Applied">Gradients of which the learner said that it applied them.</param>
/// <param name="Rejected">Gradients of which the learner said that it refused them.</param>
/// <param name="Lost">Gradients that nobody answered in time, or whose answer could not come any more.</param>
/// <param name="EnvironmentSteps">Environment steps behind the submitted gradients.</param>
/// <param name="WorkerFailures">Workers that died or hung.</param>
public sealed record NodeProgressed(
    long Version, long Submitted, long Applied, long Rejected, long Lost, long EnvironmentSteps, long WorkerFailures)
    : INoSerializationVerificationNeeded
{
    /// <summary>Before the first gradient.</summary>
    public static NodeProgressed Start { get; } = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>To the node: take no further part. It stops its workers, tells its observer what it has done in all, and answers <see cref="RunLeft"/>.</summary>
public sealed record LeaveRun : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static LeaveRun Instance { get; } = new();
}

/// <summary>The answer to <see cref="LeaveRun"/>: nothing more follows.</summary>
public sealed record RunLeft : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static RunLeft Instance { get; } = new();
}

/// <summary>The node has nothing left to do; the last of its facts.</summary>
/// <param name="Outcome">How the run ended; null if the node does not know, for it came after the end.</param>
/// <param name="Explanation">One sentence for a person.</param>
public sealed record NodeCompleted(TrainingOutcome? Outcome, string Explanation) : INoSerializationVerificationNeeded;

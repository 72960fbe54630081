using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Succession;

/// <summary>Asks the learner to make way for another, here or elsewhere, that goes on with the run; it never leaves the process.</summary>
public sealed record HandOver : INoSerializationVerificationNeeded
{
    /// <summary>The only instance that is needed.</summary>
    public static HandOver Instance { get; } = new();
}

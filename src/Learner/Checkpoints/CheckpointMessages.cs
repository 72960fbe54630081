using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Checkpoints;

/// <summary>Asks <see cref="CheckpointWriterActor"/> to write the state, unless a newer one comes before it gets to it.</summary>
public sealed record WriteCheckpoint(LearnerState State) : INoSerializationVerificationNeeded;

/// <summary>Asks <see cref="CheckpointWriterActor"/> to write what it still has, and then to stop.</summary>
public sealed record FinishWriting : INoSerializationVerificationNeeded
{
    /// <summary>The only instance that is needed.</summary>
    public static FinishWriting Instance { get; } = new();
}

/// <summary>A checkpoint is on the disk.</summary>
/// <param name="Path">The file.</param>
public sealed record CheckpointWritten(string Path, long Term, long Version) : INoSerializationVerificationNeeded;

/// <summary>A checkpoint could not be written; those before it are untouched.</summary>
/// <param name="Explanation">One sentence for a person.</param>
public sealed record CheckpointFailed(long Term, long Version, string Explanation) : INoSerializationVerificationNeeded;

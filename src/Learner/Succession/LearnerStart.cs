using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Succession;

/// <summary>What a learner begins with.</summary>
/// <param name="Options">What to train and how, its own term of office included.</param>
/// <param name="Restored">Where to go on; null for a new run.</param>
public sealed record LearnerStart(LearnerOptions Options, LearnerState? Restored = null)
{
    /// <summary>What the learner leaves for whoever comes after it; null where a run lives and dies with its learner.</summary>
    public Legacy? Legacy { get; init; }

    /// <summary>Sees the learner's decisions; null for nobody.</summary>
    public IRunWitness? Witness { get; init; }
}

/// <summary>What a learner leaves in its process for whoever comes after it.</summary>
/// <param name="Process">Name of the process. A standby of the same name is in the same process, and no safer than the learner.</param>
/// <param name="Newest">Takes the states that the learner makes: another learner in this process begins with the newest.</param>
/// <param name="Crashes">Says how often a learner may be started again here after it has crashed.</param>
/// <param name="CheckpointWriter">Is told <see cref="WriteCheckpoint"/> with the states that are to be on the disk; Nobody for none.</param>
public sealed record Legacy(string Process, NewestLearnerState Newest, CrashHistory Crashes, IActorRef CheckpointWriter);

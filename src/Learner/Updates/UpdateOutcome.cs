using ActorCritic.Distributed.Learner.Stopping;

namespace ActorCritic.Distributed.Learner.Updates;

/// <summary>What has become of a gradient.</summary>
/// <param name="Fate">Whether there is a new version.</param>
/// <param name="Stop">The end of the run, if it follows; null otherwise.</param>
internal readonly record struct UpdateOutcome(GradientFate Fate, StopDecision? Stop = null);

/// <summary>What can become of a gradient.</summary>
internal enum GradientFate
{
    /// <summary>It waits: for a process that stands by, or for the others of its round.</summary>
    Waits,

    /// <summary>It was refused.</summary>
    Refused,

    /// <summary>It was applied, alone or as the last of its round: there is a new version.</summary>
    Applied,
}

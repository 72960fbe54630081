namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>The mistakes an environment can make, in the order in which they are looked for.</summary>
public enum EnvironmentFault
{
    /// <summary>The spec's id is blank.</summary>
    BlankId,

    /// <summary>The observation space is missing, has no element or bounds that do not match its shape.</summary>
    ObservationSpaceMisshapen,

    /// <summary>A bound of the observation space is NaN or a lower bound exceeds its upper bound.</summary>
    ObservationBoundsInvalid,

    /// <summary>The action space is missing or has no action.</summary>
    ActionSpaceEmpty,

    /// <summary>The maximum number of steps is below 1.</summary>
    MaxEpisodeStepsNotPositive,

    /// <summary>The reward threshold is NaN.</summary>
    RewardThresholdNotANumber,

    /// <summary>The factory threw or returned null.</summary>
    FactoryFails,

    /// <summary>The factory returned the same object twice.</summary>
    InstanceShared,

    /// <summary>The environment's own spec is not the one it was registered with.</summary>
    SpecDiffers,

    /// <summary>A reset threw.</summary>
    ResetThrows,

    /// <summary>A step within an episode threw although others with the same action did not.</summary>
    StepThrows,

    /// <summary>The first step of an episode threw for an action of the action space.</summary>
    ActionRefused,

    /// <summary>A call left elements of the observation unwritten.</summary>
    ObservationIncomplete,

    /// <summary>An observation has an element that is NaN or infinite.</summary>
    ObservationNotFinite,

    /// <summary>An observation lies outside the observation space.</summary>
    ObservationOutsideSpace,

    /// <summary>A reward is NaN or infinite.</summary>
    RewardNotFinite,

    /// <summary>Two instances with the same seed and the same actions went different ways.</summary>
    NotDeterministic,

    /// <summary>The same instance, reset with the same seed, went a different way the second time.</summary>
    SeedIgnored,

    /// <summary>Resets without a seed start the same episode over and over although the start depends on the seed.</summary>
    EpisodesRepeat,

    /// <summary>A step after the end of an episode threw something unexpected, started a new episode, or gave no numbers.</summary>
    StepAfterEnd,

    /// <summary>No episode came to an end.</summary>
    EpisodeNeverEnds,
}

/// <summary>One mistake found in an environment.</summary>
/// <param name="Fault">Which mistake.</param>
/// <param name="Seen">What was seen, with its values.</param>
/// <param name="Remedy">What to change.</param>
public sealed record EnvironmentFinding(EnvironmentFault Fault, string Seen, string Remedy)
{
    /// <summary>Both sentences.</summary>
    public override string ToString() => $"{Seen} {Remedy}";
}

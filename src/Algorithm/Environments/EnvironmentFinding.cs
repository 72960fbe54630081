namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>The mistakes an environment can make, in the order in which they are looked for.</summary>
public enum EnvironmentFault
{
    /// <summary>The spec's id is blank.</summary>
    BlankId,

    /// <summary>The observation space is missing, has no element or bounds that do not match its shape.</summary>
    ObservationSpaceMisshapen,

    /// <summary>The bounds of an element of the observation space have no number between them, or are NaN.</summary>
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

    /// <summary>A step within an episode threw.</summary>
    StepThrows,

    /// <summary>The first step of an episode threw for an action of the action space, but not for others.</summary>
    ActionRefused,

    /// <summary>The environment writes more elements than the observation space has.</summary>
    ObservationTooLong,

    /// <summary>A call left elements of the observation unwritten.</summary>
    ObservationIncomplete,

    /// <summary>An observation has an element that is NaN or infinite.</summary>
    ObservationNotFinite,

    /// <summary>An observation lies outside the observation space.</summary>
    ObservationOutsideSpace,

    /// <summary>A reward is NaN, infinite or too large for a float32.</summary>
    RewardNotFinite,

    /// <summary>Two instances with the same seed and the same actions went different ways.</summary>
    NotDeterministic,

    /// <summary>
    /// After a reset with a seed, a used instance went another way than a new one: the seed is ignored, or something of the past is left.
    /// </summary>
    ResetDependsOnPast,

    /// <summary>Resets without a seed start the same episode over and over although the start depends on the seed.</summary>
    EpisodesRepeat,

    /// <summary>No episode came to an end.</summary>
    EpisodeNeverEnds,

    /// <summary>A step that ends an episode begins the next one, so that the last observation is lost.</summary>
    ResetsItself,

    /// <summary>A step after the end of an episode threw something else than an InvalidOperationException.</summary>
    StepAfterEnd,
}

/// <summary>One mistake found in an environment.</summary>
/// <param name="Fault">Which mistake.</param>
/// <param name="Seen">What was seen, with its values.</param>
public sealed record EnvironmentFinding(EnvironmentFault Fault, string Seen)
{
    /// <summary>What to change.</summary>
    public string Remedy => Fault switch
    {
        EnvironmentFault.BlankId => "Give the environment a name, such as \"Corridor-v0\".",
        EnvironmentFault.ObservationSpaceMisshapen =>
            "Give one lower and one upper bound for every element, such as new Box(low: [-1f, -1f], high: [1f, 1f]).",
        EnvironmentFault.ObservationBoundsInvalid =>
            "Put the lower bound first; an element without bounds has float.NegativeInfinity and float.PositiveInfinity.",
        EnvironmentFault.ActionSpaceEmpty => "Give it at least one action, such as new Discrete(2).",
        EnvironmentFault.MaxEpisodeStepsNotPositive => "Allow at least one step.",
        EnvironmentFault.RewardThresholdNotANumber => "Set it to double.PositiveInfinity if no return counts as solved.",
        EnvironmentFault.FactoryFails =>
            "Return a new environment at every call; check what can go wrong before the environment is registered.",
        EnvironmentFault.InstanceShared =>
            "Make a new environment at every call: the copies of a worker run side by side.",
        EnvironmentFault.SpecDiffers => "Return from Spec what is registered.",
        EnvironmentFault.ResetThrows => "Let Reset work at any time: at first, within an episode and after its end.",
        EnvironmentFault.StepThrows =>
            "Accept every action in every state of a running episode; one that is pointless has no effect or a negative reward.",
        EnvironmentFault.ActionRefused => "Accept the actions 0 to ActionCount − 1, or correct the action space.",
        EnvironmentFault.ObservationTooLong => "Make the observation space and what Reset and Step write the same size.",
        EnvironmentFault.ObservationIncomplete =>
            "Write every element at every call: what the span holds before means nothing.",
        EnvironmentFault.ObservationNotFinite =>
            "Look for a division by zero or a state that grows without limit, and end the episode before it does.",
        EnvironmentFault.ObservationOutsideSpace =>
            "Widen the bounds of the observation space (infinite ones are allowed), or clip or end the episode within them.",
        EnvironmentFault.RewardNotFinite =>
            "Look for a division by zero, a root or logarithm of something negative, or a sum that grows without limit.",
        EnvironmentFault.NotDeterministic =>
            "Draw from a generator of the instance's own that Reset makes from its seed; use no clock and nothing static.",
        EnvironmentFault.ResetDependsOnPast =>
            "Let Reset make a new generator from its seed, and let every reset set every field of the episode's state.",
        EnvironmentFault.EpisodesRepeat =>
            "Let Reset without a seed go on with the generator that Reset with a seed made, instead of seeding it again.",
        EnvironmentFault.EpisodeNeverEnds =>
            "Terminate where the task is over or has failed, or lower MaxEpisodeSteps: only episodes that end have a return.",
        EnvironmentFault.ResetsItself =>
            "Return the last observation of the episode, from which a truncated one bootstraps, and leave the reset to the caller.",
        EnvironmentFault.StepAfterEnd =>
            "Throw an InvalidOperationException that asks for a reset, or go on and keep reporting the end.",
        _ => throw new InvalidOperationException($"There is no remedy for {Fault}."),
    };

    /// <summary>What was seen and what to change.</summary>
    public override string ToString() => $"{Seen} {Remedy}";
}

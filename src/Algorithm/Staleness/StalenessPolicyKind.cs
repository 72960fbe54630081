namespace ActorCritic.Distributed.Algorithm.Staleness;

/// <summary>What the learner does about gradients that were computed with parameters which have moved on since.</summary>
public enum StalenessPolicyKind
{
    /// <summary>Nothing: every gradient is applied as it is, as in the A3C paper.</summary>
    None,

    /// <summary>Refuses a gradient that is too stale, see <see cref="StalenessBound"/>.</summary>
    Bound,

    /// <summary>Divides the learning rate by the staleness, see <see cref="StalenessScaling"/>.</summary>
    Scale,

    /// <summary>Corrects the gradient by how far the parameters have moved, see <see cref="DelayCompensation"/>.</summary>
    Compensate,
}

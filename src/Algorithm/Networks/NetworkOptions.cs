namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>Shape of a policy network: hidden layers, then an actor head (logits) and a critic head (value).</summary>
/// <param name="ObservationSize">Elements of one observation, ≥ 1.</param>
/// <param name="ActionCount">Number of discrete actions, ≥ 1.</param>
/// <param name="HiddenSizes">Widths of the hidden layers from the observation on, each ≥ 1; empty for a linear policy. The reference network has 64, 64.</param>
/// <param name="Activation">Non-linearity after every hidden layer.</param>
/// <param name="SeparateTrunks">Whether actor and critic have hidden layers of their own instead of a shared trunk.</param>
public sealed record NetworkOptions(
    int ObservationSize,
    int ActionCount,
    IReadOnlyList<int> HiddenSizes,
    Activation Activation = Activation.Tanh,
    bool SeparateTrunks = false);

/// <summary>Non-linearity of the hidden layers.</summary>
public enum Activation
{
    /// <summary>Hyperbolic tangent: smooth and bounded, the usual choice for small policies.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,
}

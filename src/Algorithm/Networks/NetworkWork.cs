namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>What a network has to compute for one transition, counted from its layout.</summary>
/// <remarks>
/// Of a layer with I inputs and O outputs: forward O·I multiply-adds; backward O·I for ∂L/∂W and, unless it reads the observation itself, O·I for ∂L/∂x. A
/// multiply-add counts as two operations, as in the rate of a machine. Biases, activations, loss and optimizer are not counted, and each transition goes
/// forward once and backward once: the values of the successors at a rollout's end are not counted either.
/// </remarks>
public static class NetworkWork
{
    /// <summary>Floating-point operations of the way forward for one transition.</summary>
    public static long Forward(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.Linears.Sum(Product);
    }

    /// <summary>Floating-point operations of the way back for one transition.</summary>
    public static long Backward(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.Linears.Sum(Product) + layout.Linears.Except(First(layout)).Sum(Product);
    }

    /// <summary>Those that read the observation.</summary>
    private static IEnumerable<LinearLayout> First(ParameterLayout layout)
    {
        if (layout.SharedTrunk is [var shared, ..])
            return [shared];
        return layout.ActorTrunk is [var actor, ..] && layout.CriticTrunk is [var critic, ..] ? [actor, critic] : [layout.ActorHead, layout.CriticHead];
    }

    private static long Product(LinearLayout layer) => 2L * layer.Inputs * layer.Outputs;
}

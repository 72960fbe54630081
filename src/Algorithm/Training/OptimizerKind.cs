using ActorCritic.Distributed.Algorithm.Optimizers;

namespace ActorCritic.Distributed.Algorithm.Training;

/// <summary>The optimisers that a person can choose by name.</summary>
public enum OptimizerKind
{
    /// <summary>Shared RMSProp of the A3C paper.</summary>
    RmsProp,

    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>From the flat options of a run to the options of its optimiser.</summary>
public static class OptimizerSelection
{
    /// <summary>The chosen optimiser's own options.</summary>
    public static OptimizerOptions OptimizerOptions(this TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Optimizer switch
        {
            OptimizerKind.RmsProp => new RmsPropOptions { Decay = options.RmsPropDecay, Epsilon = options.RmsPropEpsilon },
            OptimizerKind.Adam => new AdamOptions { Beta1 = options.AdamBeta1, Beta2 = options.AdamBeta2, Epsilon = options.AdamEpsilon },
            OptimizerKind.Sgd => new SgdOptions { Momentum = options.SgdMomentum },
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Optimizer, "Unknown optimiser."),
        };
    }
}

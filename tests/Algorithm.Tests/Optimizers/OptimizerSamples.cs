using ActorCritic.Distributed.Algorithm.Optimizers;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Optimizers;

/// <summary>Optimizers and gradients to try the same on all of them.</summary>
public static class OptimizerSamples
{
    /// <summary>Options of every kind that are valid.</summary>
    public static Gen<OptimizerOptions> AnyOptions { get; } = Gen.OneOf<OptimizerOptions>(
        from decay in Gen.Double[0, 0.999]
        from exponent in Gen.Double[-8, -1]
        select (OptimizerOptions)new RmsPropOptions { Decay = decay, Epsilon = Math.Pow(10, exponent) },
        from beta1 in Gen.Double[0, 0.99]
        from beta2 in Gen.Double[0, 0.9999]
        from exponent in Gen.Double[-8, -1]
        select (OptimizerOptions)new AdamOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = Math.Pow(10, exponent) },
        from momentum in Gen.Double[0, 0.99]
        select (OptimizerOptions)new SgdOptions { Momentum = momentum });

    /// <summary>Gradients of several steps of one vector, of lengths that are and are not whole hardware vectors.</summary>
    public static Gen<float[][]> AnyGradients { get; } =
        from parameterCount in Gen.Int[1, 40]
        from gradients in Gen.Float[-3, 3].Array[parameterCount].Array[1, 8]
        select gradients;

    /// <summary>One of each kind.</summary>
    public static TheoryData<OptimizerOptions> Kinds { get; } =
        new(new RmsPropOptions(), new AdamOptions(), new SgdOptions { Momentum = 0.9 });
}

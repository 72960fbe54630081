namespace ActorCritic.Distributed.Node.Backends;

/// <summary>What computes the policy networks of a process. Every process of a cluster chooses for itself: it is no part of the run's plan.</summary>
public enum PolicyBackend
{
    /// <summary>Vector instructions where they cover the network, libtorch where not.</summary>
    Auto,

    /// <summary>Vector instructions; libtorch is not even loaded.</summary>
    Simd,

    /// <summary>libtorch, through TorchSharp.</summary>
    Torch,
}

using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Node.Backends;

/// <summary>Makes policy networks with the backend of choice. libtorch is loaded by the first network that needs it and by nothing before.</summary>
internal static class PolicyBackends
{
    /// <summary>What <see cref="PolicyBackend.Auto"/> stands for with a network; the others stand for themselves.</summary>
    public static PolicyBackend For(this PolicyBackend backend, NetworkOptions network) => backend switch
    {
        PolicyBackend.Auto => SimdPolicyNetwork.Covers(network) ? PolicyBackend.Simd : PolicyBackend.Torch,
        _ => backend,
    };

    /// <summary>What it stands for with a network, as it is typed.</summary>
    public static string NameFor(this PolicyBackend backend, NetworkOptions network) => backend.For(network) == PolicyBackend.Simd ? "simd" : "torch";

    /// <summary>Why the backend cannot be used on this machine, in one sentence; null if it can, or if it depends on the network.</summary>
    public static string? FindFault(this PolicyBackend backend) => backend == PolicyBackend.Torch ? TorchRuntime.Initialize() : null;

    /// <summary>A network of the given shape.</summary>
    /// <exception cref="ArgumentException">The options make no network, or none that the backend covers.</exception>
    /// <exception cref="InvalidOperationException">libtorch is needed and cannot be loaded.</exception>
    public static IPolicyNetwork Create(this PolicyBackend backend, NetworkOptions network)
    {
        if (backend.For(network) == PolicyBackend.Simd)
            return new SimdPolicyNetwork(network);
        if (TorchRuntime.Initialize() is { } fault)
            throw new InvalidOperationException(fault);
        return new TorchPolicyNetwork(network);
    }

    /// <summary>What a person is told of the choice; without a network, of what it depends on.</summary>
    public static string Describe(this PolicyBackend backend, NetworkOptions? network = null) => (network is null ? backend : backend.For(network)) switch
    {
        PolicyBackend.Simd => $"backend simd (vectors of {SimdPolicyNetwork.VectorBits} bits)",
        PolicyBackend.Torch => "backend torch",
        _ => $"backend simd (vectors of {SimdPolicyNetwork.VectorBits} bits), or torch for a network that it does not cover",
    };
}

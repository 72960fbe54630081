using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Node.Backends;

namespace ActorCritic.Distributed.Node.Tests.Backends;

public class PolicyBackendsSpecs
{
    private static readonly NetworkOptions Network = new(4, 2, [64, 64]);

    [Theory]
    [InlineData(PolicyBackend.Auto, typeof(SimdPolicyNetwork))]
    [InlineData(PolicyBackend.Simd, typeof(SimdPolicyNetwork))]
    [InlineData(PolicyBackend.Torch, typeof(TorchPolicyNetwork))]
    public void Auto_is_simd_where_it_covers_the_network(PolicyBackend backend, Type expected)
    {
        Assert.Null(backend.FindFault());
        using var network = backend.Create(Network);

        Assert.IsType(expected, network);
        Assert.Equal(ParameterLayout.Of(Network).Fingerprint, network.Layout.Fingerprint);
    }

    [Fact]
    public void Auto_is_torch_where_simd_does_not_cover_it()
    {
        var unheardOf = Network with { Activation = (Activation)7 };

        Assert.Equal(PolicyBackend.Torch, PolicyBackend.Auto.For(unheardOf));
        Assert.Equal("backend torch", PolicyBackend.Auto.Describe(unheardOf));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyBackend.Simd.Create(unheardOf));
    }

    [Fact]
    public void Without_a_network_auto_says_what_it_depends_on() =>
        Assert.EndsWith("or torch for a network that it does not cover", PolicyBackend.Auto.Describe(), StringComparison.Ordinal);
}

using ActorCritic.Distributed.Algorithm.Networks;
using TorchSharp;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

public class TorchPolicyNetworkSpecs : PolicyNetworkSpecs
{
    private protected override IPolicyNetwork Create(NetworkOptions options) => new TorchPolicyNetwork(options);

    [Fact]
    public void Parameters_outlive_a_dispose_scope_around_the_constructor()
    {
        var random = RandomNetwork.Fixed(Small, count: 2);
        IPolicyNetwork network;
        using (torch.NewDisposeScope())
            network = NetworkOf(random);

        using (network)
            Assert.All(Forward(network, random).Logits, logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void A_gradient_where_torch_keeps_none_is_an_exception_and_not_the_end_of_the_process()
    {
        var random = RandomNetwork.Fixed(Small, count: 2);
        using var network = NetworkOf(random);
        using (torch.no_grad())
        {
            var error = Assert.Throws<InvalidOperationException>(() => Differentiate(network, random));
            Assert.Contains("no-grad", error.Message, StringComparison.Ordinal);
        }

        Assert.All(Differentiate(network, random).Gradient, element => Assert.True(float.IsFinite(element)));
    }
}

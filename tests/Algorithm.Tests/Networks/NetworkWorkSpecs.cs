using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

public sealed class NetworkWorkSpecs
{
    // 4·64 + 64·64 + 64·2 + 64·1 = 4,544 multiply-adds; the first 256 have no way back to the observation.
    [Fact]
    public void The_reference_network_costs_nine_thousand_operations_forward_and_eighteen_thousand_backward()
    {
        var layout = ParameterLayout.Of(new NetworkOptions(4, 2, [64, 64]));

        Assert.Equal(9_088, NetworkWork.Forward(layout));
        Assert.Equal(9_088 + 8_576, NetworkWork.Backward(layout));
    }

    // Twice 3·5, then 5·2 and 5·1.
    [Fact]
    public void Separate_trunks_are_counted_both_and_neither_goes_back_to_the_observation()
    {
        var layout = ParameterLayout.Of(new NetworkOptions(3, 2, [5], SeparateTrunks: true));

        Assert.Equal(2 * (15 + 15 + 10 + 5), NetworkWork.Forward(layout));
        Assert.Equal(2 * (15 + 15 + 10 + 5) + 2 * (10 + 5), NetworkWork.Backward(layout));
    }

    [Fact]
    public void A_linear_policy_has_the_gradient_of_its_weights_only()
    {
        var layout = ParameterLayout.Of(new NetworkOptions(3, 2, []));

        Assert.Equal((18, 18), (NetworkWork.Forward(layout), NetworkWork.Backward(layout)));
    }
}

using ActorCritic.Distributed.Algorithm.Networks;
using TorchSharp;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>No tensor outlives the call that made it, and none the network.</summary>
/// <remarks>
/// Counted is what this thread has created less what it has disposed itself (DisposeScopeManager.Statistics.ThreadTotalLiveCount). Tensor.TotalCount would not do: it counts all threads
/// together, other tests' among them, and goes down when the garbage collector comes by, so that a leak could hide behind it. A tensor that only a finaliser frees
/// stays counted here, for that runs on a thread of its own.
/// </remarks>
public class TorchPolicyNetworkLifetimeSpecs
{
    private static long LiveTensors => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    [Fact]
    public void The_number_of_live_tensors_is_constant_over_ten_thousand_updates()
    {
        var random = RandomNetwork.Fixed(new NetworkOptions(4, 2, [8]), count: 4);
        using var network = new TorchPolicyNetwork(random.Options);
        var gradient = new float[network.Layout.Count];
        var logits = new float[random.Count * 2];
        var values = new float[random.Count];
        var before = LiveTensors;

        for (var update = 0; update < 10_000; update++)
        {
            network.Load(random.Parameters);
            network.Forward(random.Observations, logits, values);
            network.Gradient(random.Batch, random.Coefficients, gradient);

            Assert.Equal(before, LiveTensors);
        }
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 8)]
    public void A_network_holds_one_tensor_for_each_parameter_and_its_disposal_frees_all(bool separateTrunks, int expected)
    {
        var before = LiveTensors;
        var random = RandomNetwork.Fixed(new NetworkOptions(4, 2, [8], SeparateTrunks: separateTrunks), count: 16);

        var network = new TorchPolicyNetwork(random.Options);
        network.Load(random.Parameters);
        network.Gradient(random.Batch, random.Coefficients, new float[network.Layout.Count]);
        Assert.Equal(before + expected, LiveTensors);

        network.Dispose();
        Assert.Equal(before, LiveTensors);
        network.Dispose();
        Assert.Equal(before, LiveTensors);
    }

    [Fact]
    public void A_call_that_fails_leaves_no_tensor_behind()
    {
        var random = RandomNetwork.Fixed(new NetworkOptions(4, 2, [8]), count: 16);
        using var network = new TorchPolicyNetwork(random.Options);
        var before = LiveTensors;

        // The action is only found wrong when the loss is computed, after the forward pass.
        random.Actions[15] = 2;
        Assert.Throws<ArgumentException>(() => { network.Gradient(random.Batch, random.Coefficients, new float[network.Layout.Count]); });

        Assert.Equal(before, LiveTensors);
    }

    [Fact]
    public void A_disposed_network_refuses_to_work()
    {
        var network = new TorchPolicyNetwork(new NetworkOptions(1, 1, []));
        network.Dispose();

        Assert.ThrowsAny<InvalidOperationException>(() => network.Load(new float[4]));
        Assert.ThrowsAny<InvalidOperationException>(() => network.Forward(new float[1], new float[1], new float[1]));
    }
}

using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Tests.Kernels;

public sealed class MultiplyAddChainsSpecs
{
    // Each x begins at 1/2 and halves its distance to 1; twelve chains of as many lanes as there are floats in a vector.
    [Theory]
    [InlineData(0, 0.5f)]
    [InlineData(1, 0.75f)]
    [InlineData(2, 0.875f)]
    [InlineData(60, 1f)]
    public void Every_lane_of_every_chain_makes_every_round(int rounds, float expected) =>
        Assert.All(MultiplyAddChains.Widths, chains => Assert.Equal(12 * (chains.VectorBits / 32) * expected, chains.Run(rounds)));

    [Fact]
    public void A_round_is_twelve_multiply_adds_in_every_lane() =>
        Assert.All(MultiplyAddChains.Widths, chains => Assert.Equal(12 * (chains.VectorBits / 32) * 2, chains.OperationsPerRound));

    [Fact]
    public void The_widest_comes_first_and_the_narrowest_is_always_there()
    {
        int[] bits = [.. MultiplyAddChains.Widths.Select(chains => chains.VectorBits)];

        Assert.Equal(bits.OrderDescending(), bits);
        Assert.Equal(128, bits[^1]);
    }
}

using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class NodeAddressListFormatSpecs
{
    private readonly NodeAddressListFormat _format = new();

    [Fact]
    public void Addresses_are_separated_by_commas_and_read_back_as_they_are_written()
    {
        NodeAddress[] expected = [new("a", 4053), new("b", 4054), new("::1", 4055)];

        Assert.True(_format.TryParse("a, b:4054,[::1]:4055", out var value, out _));

        Assert.Equal(expected, Assert.IsAssignableFrom<IReadOnlyList<NodeAddress>>(value));
        Assert.Equal("a:4053,b:4054,[::1]:4055", _format.Format(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,")]
    [InlineData("a,,b")]
    [InlineData("a:4053 b:4053")]
    [InlineData("a:4053,b:x")]
    public void One_that_is_wrong_makes_the_list_wrong(string text)
    {
        Assert.False(_format.TryParse(text, out var value, out var expectation));

        Assert.Null(value);
        Assert.Equal("HOST:PORT, several separated by commas; without :PORT it is 4053", expectation);
    }
}

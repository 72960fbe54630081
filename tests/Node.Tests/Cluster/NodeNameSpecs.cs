using System.Net;
using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class NodeNameSpecs
{
    [Fact]
    public void A_process_is_known_by_its_machine_and_its_number_and_by_the_start_from_the_second_on()
    {
        var first = $"{Environment.MachineName}/{Environment.ProcessId}";

        Assert.Equal([first, $"{first}/2", $"{first}/3"], [NodeName.Of(0), NodeName.Of(1), NodeName.Of(2)]);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.9", "127.0.0.1")]
    [InlineData("localhost.", null)]
    [InlineData("no-such-machine.invalid", "127.0.0.1")]
    public void This_machine_gives_the_address_from_which_it_reaches_the_other(string other, string? expected)
    {
        var address = LocalAddress.Towards(other);

        Assert.True(expected is null ? IPAddress.IsLoopback(IPAddress.Parse(address)) : address == expected, address);
    }

    [Fact]
    public void The_address_for_anybody_outside_is_one_that_others_can_write_down() =>
        Assert.True(IPAddress.TryParse(LocalAddress.Towards(null), out _));
}

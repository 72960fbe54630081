using System.Net;
using System.Net.Sockets;
using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class NodeAddressSpecs
{
    [Theory]
    [InlineData("learner-0:4100", "learner-0", 4100)]
    [InlineData("learner-0", "learner-0", 4053)]
    [InlineData(" 10.0.0.5:1 ", "10.0.0.5", 1)]
    [InlineData("10.0.0.5", "10.0.0.5", 4053)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("[fd00::5]", "fd00::5", 4053)]
    [InlineData("fd00::5", "fd00::5", 4053)]
    public void A_host_and_a_port_are_read_and_without_a_port_it_is_the_learners(string text, string host, int port)
    {
        Assert.True(NodeAddress.TryParse(text, out var address));

        Assert.Equal(new NodeAddress(host, port), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":4053")]
    [InlineData("learner:")]
    [InlineData("learner:0")]
    [InlineData("learner:65536")]
    [InlineData("learner:-1")]
    [InlineData("learner:+1")]
    [InlineData("learner:port")]
    [InlineData("learner 0:4053")]
    [InlineData("akka.tcp://actorcritic@learner:4053")]
    [InlineData("learner:4053:4054")]
    [InlineData("[::1")]
    [InlineData("[::1]4053")]
    [InlineData("[::1]:")]
    [InlineData("[learner]:4053")]
    [InlineData("[10.0.0.5]:4053")]
    public void What_is_no_address_is_refused(string text) => Assert.False(NodeAddress.TryParse(text, out _));

    [Theory]
    [InlineData("learner-0", 4053, "learner-0:4053")]
    [InlineData("::1", 4100, "[::1]:4100")]
    public void An_address_is_written_as_it_is_typed(string host, int port, string text)
    {
        var address = new NodeAddress(host, port);

        Assert.Equal(text, address.ToString());
        Assert.True(NodeAddress.TryParse(text, out var read));
        Assert.Equal(address, read);
    }

    [Theory]
    [InlineData("learner-0", "akka.tcp://actorcritic@learner-0:4053")]
    [InlineData("::1", "akka.tcp://actorcritic@[::1]:4053")]
    public void Akka_gets_an_IPv6_address_in_brackets(string host, string expected) =>
        Assert.Equal(expected, new NodeAddress(host, 4053).ToAkkaAddress().ToString());

    [Fact]
    public void The_scheme_is_that_of_the_transport() =>
        Assert.Equal("akka.ssl.tcp://actorcritic@a:1", new NodeAddress("a", 1).ToAkkaAddress("akka.ssl.tcp").ToString());

    [Fact]
    public void A_name_is_also_spelled_as_the_addresses_that_it_stands_for()
    {
        var address = new NodeAddress("learner-0", 4100);

        var spellings = address.Spellings(name => name == "learner-0" ? [IPAddress.Parse("10.0.0.5"), IPAddress.IPv6Loopback] : []);

        Assert.Equal([address, new NodeAddress("10.0.0.5", 4100), new NodeAddress("::1", 4100)], spellings);
    }

    [Theory]
    [InlineData("10.0.0.5")]
    [InlineData("::1")]
    public void An_address_is_not_looked_up(string host) => Assert.Equal(
        [new NodeAddress(host, 4053)], new NodeAddress(host, 4053).Spellings(_ => throw new InvalidOperationException("Nobody was to be asked.")));

    [Fact]
    public void Only_a_name_that_stands_for_no_address_is_at_fault()
    {
        Assert.Equal("The name 'learner-0' is unknown to this machine", FaultOf("learner-0", []));
        Assert.Null(FaultOf("learner-0", [IPAddress.Loopback]));
        Assert.Null(FaultOf("10.0.0.5", []));

        static string? FaultOf(string host, IPAddress[] found)
        {
            var address = new NodeAddress(host, 4053);
            return address.FindFault([.. address.Spellings(_ => found)]);
        }
    }

    [Fact]
    public void A_name_that_nobody_knows_yet_is_kept_for_later() => Assert.Equal(
        [new NodeAddress("learner-0", 4053)],
        new NodeAddress("learner-0", 4053).Spellings(_ => throw new SocketException((int)SocketError.HostNotFound)));
}

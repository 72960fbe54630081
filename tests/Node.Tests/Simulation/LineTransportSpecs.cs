using ActorCritic.Distributed.Node.Simulation;
using Akka.Actor;
using Akka.Remote.Transport;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

/// <summary>The transport that a simulation puts between its actor systems and the network.</summary>
public sealed class LineTransportSpecs : TestKit
{
    private static readonly Address Here = new("test", "here", "127.0.0.1", 1);
    private static readonly Address There = new("test", "there", "127.0.0.1", 2);

    private readonly TestTransport _network = new(Here, new AssociationRegistry());
    private readonly LineTransport _transport;

    public LineTransportSpecs() => _transport = new LineTransport(_network, new Line());

    [Fact]
    public async Task Who_connects_before_Akka_listens_is_told_to_it_once_it_does_and_in_order()
    {
        var (_, listening) = await _transport.Listen();
        Connect(There);
        Connect(There.WithPort(3));
        ExpectNoMsg(TimeSpan.Zero);

        listening.SetResult(new ActorAssociationEventListener(TestActor));
        Connect(There.WithPort(4));

        foreach (var port in new[] { 2, 3, 4 })
            Assert.Equal(port, ExpectMsg<InboundAssociation>().Association.RemoteAddress.Port);
    }

    private void Connect(Address from) => _transport.Notify(new InboundAssociation(new TestAssociationHandle(Here, from, _network, inbound: true)));
}

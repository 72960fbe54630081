using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

/// <summary>A node on a socket of its own that answers for a learner, as the proxy to it does, or has none to answer.</summary>
internal sealed class LearnerStandIn : IAsyncDisposable
{
    private readonly NodeHost _host;

    private LearnerStandIn(NodeHost host) => _host = host;

    /// <summary>Where it listens.</summary>
    public NodeAddress Address
    {
        get
        {
            var address = ((ExtendedActorSystem)_host.System).Provider.DefaultAddress;
            return new NodeAddress(address.Host!, address.Port!.Value);
        }
    }

    /// <param name="status">What is answered; null for silence.</param>
    public static async Task<LearnerStandIn> StartAsync(TrainingStatus? status)
    {
        var host = await NodeHost.StartAsync(NullLoggerProvider.Instance, TimeSpan.FromSeconds(15), akka => akka
            .AddHocon("""akka.actor.provider = remote, akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }""", HoconAddMode.Prepend)
            .AddHocon(ProtocolConfiguration.ProtobufOnly, HoconAddMode.Prepend)
            .WithActors((system, _) =>
            {
                system.ActorOf(CourierActor.Props(), CourierActor.ActorName);
                system.ActorOf(Props.Create(() => new ProxyActor(status)), "learner-proxy");
            }));
        return new LearnerStandIn(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class ProxyActor : ReceiveActor
    {
        public ProxyActor(TrainingStatus? status) => Receive<GetTrainingStatus>(_ =>
        {
            if (status is not null)
                Sender.Tell(status);
        });
    }
}

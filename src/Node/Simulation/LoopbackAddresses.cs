using System.Net;
using System.Net.Sockets;
using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Where the learner processes of a simulation listen: others have to know it after they started again.</summary>
internal static class LoopbackAddresses
{
    /// <summary>An address of the loopback interface for each node, with a port that is free at present.</summary>
    public static Dictionary<string, NodeAddress> Of(IReadOnlyList<string> nodes)
    {
        // Held until all are known, so that none is given twice.
        var listeners = nodes.Select(_ => new TcpListener(IPAddress.Loopback, port: 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var addresses = nodes.Zip(listeners).ToDictionary(
            node => node.First, node => new NodeAddress(IPAddress.Loopback.ToString(), ((IPEndPoint)node.Second.LocalEndpoint).Port));
        foreach (var listener in listeners)
            listener.Dispose();
        return addresses;
    }
}

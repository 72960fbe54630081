using System.Net;
using System.Net.Sockets;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

/// <summary>Ports of the loopback interface.</summary>
internal static class FreePort
{
    /// <summary>A port on which nobody listens.</summary>
    public static int Find()
    {
        using var listener = Take();
        return PortOf(listener);
    }

    /// <summary>Somebody who listens and never speaks, and who would share the port with whoever would share it too.</summary>
    public static TcpListener Take()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        return listener;
    }

    public static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}

using System.Net;
using System.Net.Sockets;

namespace ActorCritic.Distributed.Cluster.Tests;

/// <summary>A TCP port for whoever must know it before it listens.</summary>
internal static class FreePort
{
    /// <summary>A port that was free a moment ago; the system hands out others until it has gone round.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Net;
using System.Net.Sockets;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>This machine's own address, as others see it.</summary>
internal static class LocalAddress
{
    // A documentation address (RFC 5737): nobody is there, but the way to it is the way out of the machine.
    private const string Elsewhere = "192.0.2.1";
    private const int AnyPort = 9;

    /// <summary>The address from which this machine reaches another, or the loopback address if it reaches nobody.</summary>
    /// <param name="host">Name or address of the other; null for anybody outside.</param>
    /// <remarks>Connecting a UDP socket sends nothing: it only chooses the way.</remarks>
    public static string Towards(string? host)
    {
        try
        {
            var remote = Dns.GetHostAddresses(host ?? Elsewhere).First();
            using var socket = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(remote, AnyPort);
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            return IPAddress.Loopback.ToString();
        }
    }
}

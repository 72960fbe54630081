using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorCritic.Distributed.Node.Hosting;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Where a node can be reached: a host name or an IP address, and a TCP port.</summary>
/// <param name="Host">Name or address; an IPv6 address without its brackets.</param>
/// <param name="Port">1 … 65535.</param>
public sealed record NodeAddress(string Host, int Port)
{
    /// <summary>Port of a learner unless told otherwise.</summary>
    public const int DefaultPort = 4053;

    /// <summary>Where others reach a member of the cluster.</summary>
    public static NodeAddress Of(ActorSystem system) => Of(Akka.Cluster.Cluster.Get(system).SelfAddress);

    /// <summary>An address as Akka writes it, of another process.</summary>
    public static NodeAddress Of(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new NodeAddress(address.Host.Trim('[', ']'), address.Port!.Value);
    }

    /// <summary>The address as Akka writes it.</summary>
    /// <param name="scheme">Akka's name of the transport.</param>
    public Address ToAkkaAddress(string scheme = "akka.tcp") => new(scheme, NodeHost.SystemName, Bracketed(Host), Port);

    /// <summary>As it is typed: "learner-0:4053", "[::1]:4053".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bracketed(Host)}:{Port}");

    /// <summary>Reads HOST:PORT, or HOST alone for the default port.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NodeAddress? address)
    {
        address = null;
        var (host, port) = Split(text.Trim());
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown
            || !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > 65535)
        {
            return false;
        }

        address = new NodeAddress(host, number);
        return true;
    }

    /// <summary>
    /// This address, and the ones its name stands for: a node answers to the one spelling that it was started with, and whoever joins it
    /// cannot know which.
    /// </summary>
    /// <param name="resolve">Looks a host name up.</param>
    public IEnumerable<NodeAddress> Spellings(Func<string, IPAddress[]> resolve)
    {
        yield return this;
        if (IPAddress.TryParse(Host, out _))
            yield break;
        foreach (var ip in Resolve(resolve))
            yield return this with { Host = ip.ToString() };
    }

    /// <summary>What is wrong with the name, as the beginning of a sentence; null if it stands for an address.</summary>
    /// <param name="spellings">Those of this address (<see cref="Spellings"/>).</param>
    public string? FindFault(IReadOnlyCollection<NodeAddress> spellings) =>
        IPAddress.TryParse(Host, out _) || spellings.Count > 1 ? null : $"The name '{Host}' is unknown to this machine";

    private IPAddress[] Resolve(Func<string, IPAddress[]> resolve)
    {
        try
        {
            return resolve(Host);
        }
        catch (SocketException)
        {
            // The name may be known later; joining is tried for as long as it takes.
            return [];
        }
    }

    private static (string Host, string Port) Split(string text)
    {
        var defaultPort = DefaultPort.ToString(CultureInfo.InvariantCulture);
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
                return ("", "");
            var (host, rest) = (text[1..end], text[(end + 1)..]);
            if (Uri.CheckHostName(host) != UriHostNameType.IPv6)
                return ("", "");
            return (host, rest.Length == 0 ? defaultPort : rest.StartsWith(':') ? rest[1..] : "");
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || text.IndexOf(':', StringComparison.Ordinal) != colon)
            return (text, defaultPort);
        return (text[..colon], text[(colon + 1)..]);
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}

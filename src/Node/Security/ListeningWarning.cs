using System.Net;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Says what it means to listen without TLS where others can reach the port.</summary>
public static class ListeningWarning
{
    /// <summary>The warning for a node without TLS.</summary>
    /// <param name="host">The name or address at which the node listens, as it was given; 0.0.0.0 and :: mean every interface.</param>
    /// <returns>One sentence; null if only this machine can reach the port.</returns>
    public static string? WithoutTls(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return IsLoopback(host)
            ? null
            : $"Warning: listening on {host} without TLS: anyone who can reach the port can read the training, send gradients and stop the run; "
            + "give --tls-cert, --tls-key and --tls-ca (actorcritic certificates create makes them), or keep strangers away with a firewall.";
    }

    /// <summary>Whether a name or address means this machine only.</summary>
    /// <remarks>Any other name counts as reachable: what it resolves to may change after the question.</remarks>
    private static bool IsLoopback(string host)
    {
        var name = host.Trim().TrimEnd('.');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        return IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }
}

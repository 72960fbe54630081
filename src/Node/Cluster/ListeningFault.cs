using System.Net.Sockets;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Why a process cannot listen where it was asked to, in words for a person.</summary>
internal static class ListeningFault
{
    /// <summary>One sentence with the remedy; null if something else kept the process from starting.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="membership">Where the process was to listen.</param>
    public static string? Of(Exception exception, ClusterMembership membership)
    {
        var address = membership.Bind ?? membership.Host;
        return CauseOf(exception)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"TCP port {membership.Port} of {address} is taken by another process; give another with --port, or end the one that has it.",
            SocketError.AddressNotAvailable =>
                $"{address} is no address of this machine; give one that is with --bind, and with --host the name under which others reach it.",
            SocketError.AccessDenied => $"This user may not listen on TCP port {membership.Port}; give one from 1024 on with --port.",
            _ => null,
        };
    }

    private static SocketException? CauseOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socketException)
                return socketException;
        }

        return null;
    }
}

/// <summary>The process cannot take its place in the cluster; the message is a sentence for a person.</summary>
internal sealed class ClusterStartException(string message, Exception cause) : Exception(message, cause);

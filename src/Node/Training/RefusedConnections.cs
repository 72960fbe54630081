using System.Text.RegularExpressions;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// Makes one sentence a minute of what the transport says of a machine that cannot show a certificate: three messages for every attempt, and who is refused tries again
/// every two seconds. Called from one thread at a time.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed partial class RefusedConnections(TimeProvider timeProvider)
{
    private const string Transport = "TcpServerHandler";
    private const int MostHosts = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, long> _saidAt = [];

    /// <summary>Whether a message is of a connection that was refused for its want of TLS.</summary>
    public static bool IsAbout(string category, string message) =>
        category.StartsWith(Transport, StringComparison.Ordinal) && message.Contains("TLS", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a person is told.</summary>
    /// <param name="message">One of those messages.</param>
    /// <returns>Null where that was said already, or another message of the same attempt says it.</returns>
    public string? SentenceFor(string message)
    {
        if (RemoteHost().Match(message) is not { Success: true } match)
            return null;
        var host = match.Groups["host"].Value;
        if (_saidAt.TryGetValue(host, out var saidAt) && timeProvider.GetElapsedTime(saidAt) < Pause)
            return null;

        // Strangers must not make it grow.
        if (_saidAt.Count >= MostHosts)
            _saidAt.Clear();
        _saidAt[host] = timeProvider.GetTimestamp();
        return $"Connections from {host} are refused: it does not use TLS, or its certificate is not one of this cluster's authority. run.log has the details; said at most once a minute.";
    }

    [GeneratedRegex(@"handshake failed on channel .*->\[(?:::ffff:)?(?<host>[^\]]+)\]:\d+")]
    private static partial Regex RemoteHost();
}

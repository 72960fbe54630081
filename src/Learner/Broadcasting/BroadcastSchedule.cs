using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Learner.Broadcasting;

/// <summary>Decides which node is sent the newest parameters, and when.</summary>
/// <remarks>
/// At most one version is on its way to a node. Until the node has acknowledged it, newer ones only raise the one number of the newest
/// version, which is what the node is sent next: the latest wins, versions in between are skipped, and a node that is slow or gone costs
/// the same few numbers forever and slows nobody. A node with nothing on its way always holds the newest version.
/// </remarks>
/// <param name="acknowledgementTimeout">How long an acknowledgement may take until the newest version is sent again.</param>
/// <param name="newestVersion">Newest version that there is to send at the start, ≥ 0.</param>
public sealed class BroadcastSchedule(TimeSpan acknowledgementTimeout, long newestVersion = 0)
{
    private readonly Dictionary<string, Recipient> _recipients = [];

    /// <summary>Those with nothing on its way, so that publishing never looks at the others.</summary>
    private readonly List<Recipient> _idle = [];
    private readonly List<string> _due = [];

    /// <summary>Newest version that there is to send.</summary>
    public long NewestVersion { get; private set; } = newestVersion;

    /// <summary>
    /// Adds a node that is given the newest parameters with the answer to its registration; or the same node again, if that answer was
    /// lost.
    /// </summary>
    /// <param name="version">The newest version.</param>
    public void Add(string node, long version)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(version, NewestVersion);
        if (!_recipients.TryGetValue(node, out var recipient))
            _recipients.Add(node, recipient = new Recipient(node));
        else
            _idle.Remove(recipient);

        recipient.Acknowledged = version;
        recipient.LastSent = version;
        recipient.IsInFlight = false;
        _idle.Add(recipient);
    }

    /// <summary>Forgets a node that has left.</summary>
    public void Remove(string node)
    {
        if (_recipients.Remove(node, out var recipient))
            _idle.Remove(recipient);
    }

    /// <summary>There is a new version.</summary>
    /// <returns>The nodes to send it to now; valid until the next call.</returns>
    public ReadOnlySpan<string> Publish(long version, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(version, NewestVersion);
        NewestVersion = version;
        _due.Clear();
        foreach (var recipient in _idle)
            Send(recipient, now);
        _idle.Clear();
        return CollectionsMarshal.AsSpan(_due);
    }

    /// <summary>A node has acknowledged a version.</summary>
    /// <returns>Whether to send it the newest version now.</returns>
    public bool Acknowledge(string node, long version, DateTimeOffset now)
    {
        // What was never sent cannot be acknowledged, and an acknowledgement that was overtaken by a later sending changes nothing but the
        // record.
        if (!_recipients.TryGetValue(node, out var recipient) || version > recipient.LastSent)
            return false;
        recipient.Acknowledged = Math.Max(recipient.Acknowledged, version);
        if (!recipient.IsInFlight || version < recipient.LastSent)
            return false;

        recipient.IsInFlight = false;
        if (version == NewestVersion)
        {
            _idle.Add(recipient);
            return false;
        }

        Send(recipient, now);
        return true;
    }

    /// <summary>
    /// Finds the nodes whose acknowledgement is overdue: the parameters or the acknowledgement were lost, or the node is stuck.
    /// </summary>
    /// <returns>The nodes to send the newest version to now; valid until the next call.</returns>
    public ReadOnlySpan<string> Resend(DateTimeOffset now)
    {
        _due.Clear();
        foreach (var recipient in _recipients.Values)
        {
            if (recipient.IsInFlight && now - recipient.SentAt >= acknowledgementTimeout)
                Send(recipient, now);
        }

        return CollectionsMarshal.AsSpan(_due);
    }

    /// <summary>How it stands with a node.</summary>
    public BroadcastStatus StatusOf(string node)
    {
        var recipient = _recipients[node];
        return new BroadcastStatus(recipient.Acknowledged, recipient.IsInFlight ? recipient.LastSent : null, recipient.Skipped);
    }

    private void Send(Recipient recipient, DateTimeOffset now)
    {
        if (NewestVersion > recipient.LastSent)
            recipient.Skipped += NewestVersion - recipient.LastSent - 1;
        recipient.LastSent = NewestVersion;
        recipient.IsInFlight = true;
        recipient.SentAt = now;
        _due.Add(recipient.Node);
    }

    private sealed class Recipient(string node)
    {
        public string Node { get; } = node;

        public long Acknowledged { get; set; }

        public long LastSent { get; set; }

        public bool IsInFlight { get; set; }

        public DateTimeOffset SentAt { get; set; }

        public long Skipped { get; set; }
    }
}

/// <summary>How it stands with the parameters of one node.</summary>
/// <param name="AcknowledgedVersion">Newest version that the node has acknowledged.</param>
/// <param name="InFlightVersion">The version that was sent and not yet acknowledged; null if there is none.</param>
/// <param name="VersionsSkipped">Versions that were never sent to it because a newer one overtook them.</param>
public readonly record struct BroadcastStatus(long AcknowledgedVersion, long? InFlightVersion, long VersionsSkipped);

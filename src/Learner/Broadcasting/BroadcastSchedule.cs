using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Learner.Broadcasting;

/// <summary>Decides which node is sent the newest parameters, and when.</summary>
/// <remarks>
/// A node needs parameters when one of its workers begins a rollout, and that is when the learner answers its gradient: so the newest version goes out with
/// the answer, and what other nodes have brought about meanwhile is skipped. At most one version is on its way to a node. Until the node has acknowledged it,
/// it is sent no newer one, and then the newest: the latest wins, and a node that is slow or gone costs the same few numbers forever and slows nobody.
/// </remarks>
/// <param name="acknowledgementTimeout">How long an acknowledgement may take until the newest version is sent again.</param>
public sealed class BroadcastSchedule(TimeSpan acknowledgementTimeout)
{
    private readonly Dictionary<string, Recipient> _recipients = [];
    private readonly List<string> _overdue = [];

    /// <summary>
    /// Adds a node that is given the newest parameters with the answer to its registration; or the same node again, if that answer was
    /// lost.
    /// </summary>
    /// <param name="version">The newest version.</param>
    public void Add(string node, long version)
    {
        ref var recipient = ref CollectionsMarshal.GetValueRefOrAddDefault(_recipients, node, out _);
        recipient ??= new Recipient();
        recipient.Acknowledged = version;
        recipient.LastSent = version;
        recipient.IsInFlight = false;
    }

    /// <summary>Forgets a node that has left.</summary>
    public void Remove(string node) => _recipients.Remove(node);

    /// <summary>A node has acknowledged a version.</summary>
    /// <remarks>
    /// What was never sent cannot be acknowledged, and an acknowledgement that was overtaken by a later sending changes nothing but the record.
    /// </remarks>
    public void Acknowledge(string node, long version)
    {
        if (!_recipients.TryGetValue(node, out var recipient) || version > recipient.LastSent)
            return;
        recipient.Acknowledged = Math.Max(recipient.Acknowledged, version);
        if (version == recipient.LastSent)
            recipient.IsInFlight = false;
    }

    /// <summary>A worker of the node is about to begin a rollout, or the node has nothing on its way any more.</summary>
    /// <param name="newest">The newest version.</param>
    /// <returns>Whether to send it the newest version now; then that counts as sent.</returns>
    public bool TakeDue(string node, long newest, DateTimeOffset now)
    {
        if (!_recipients.TryGetValue(node, out var recipient) || recipient.IsInFlight || recipient.LastSent == newest)
            return false;
        Send(recipient, newest, now);
        return true;
    }

    /// <summary>
    /// Finds the nodes whose acknowledgement is overdue: the parameters or the acknowledgement were lost, or the node is stuck.
    /// </summary>
    /// <param name="newest">The newest version.</param>
    /// <returns>The nodes to send the newest version to now; valid until the next call.</returns>
    public ReadOnlySpan<string> TakeOverdue(long newest, DateTimeOffset now)
    {
        _overdue.Clear();
        foreach (var (node, recipient) in _recipients)
        {
            if (!recipient.IsInFlight || now - recipient.SentAt < acknowledgementTimeout)
                continue;
            Send(recipient, newest, now);
            _overdue.Add(node);
        }

        return CollectionsMarshal.AsSpan(_overdue);
    }

    /// <summary>How it stands with a node.</summary>
    public BroadcastStatus StatusOf(string node)
    {
        var recipient = _recipients[node];
        return new BroadcastStatus(recipient.Acknowledged, recipient.IsInFlight ? recipient.LastSent : null, recipient.Skipped);
    }

    private static void Send(Recipient recipient, long newest, DateTimeOffset now)
    {
        recipient.Skipped += Math.Max(0, newest - recipient.LastSent - 1);
        recipient.LastSent = newest;
        recipient.IsInFlight = true;
        recipient.SentAt = now;
    }

    private sealed class Recipient
    {
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

using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Learner.Replication;

/// <summary>
/// Decides which standby is sent the learner's state, and when; and holds training back so that a takeover never goes back further than promised.
/// </summary>
/// <remarks>
/// N is the promise: whichever of the standbys in sync takes over, its state is at most N versions older than the newest parameters. A standby is sent the
/// next state once N/2 versions have passed since the last and it has acknowledged that one, so that training seldom has to wait: half of N pass while a
/// state travels. As with parameters at most one state is on its way, and the latest wins.
/// A standby that answers too late holds nobody up: it is out of sync, and the promise does not cover it, until an acknowledgement comes from it. From then on
/// training waits for it again until it has caught up.
/// </remarks>
public sealed class ReplicationSchedule
{
    private readonly long _replicateEvery;
    private readonly long _sendEvery;
    private readonly TimeSpan _acknowledgementTimeout;

    /// <summary>There are a handful at most.</summary>
    private readonly List<Standby> _standbys = [];
    private readonly List<string> _due = [];

    /// <summary>Newest version that the promise allows, so that asking costs one comparison.</summary>
    private long _lastApplicable = long.MaxValue;

    /// <param name="replicateEvery">N ≥ 1.</param>
    /// <param name="acknowledgementTimeout">How long an acknowledgement may take until the standby is out of sync and the newest state is sent again.</param>
    /// <param name="newestVersion">Version of the parameters at the start, ≥ 0.</param>
    public ReplicationSchedule(long replicateEvery, TimeSpan acknowledgementTimeout, long newestVersion = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicateEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(acknowledgementTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(newestVersion);
        _replicateEvery = replicateEvery;
        _sendEvery = Math.Max(1, replicateEvery / 2);
        _acknowledgementTimeout = acknowledgementTimeout;
        NewestVersion = newestVersion;
    }

    /// <summary>Newest version of the parameters.</summary>
    public long NewestVersion { get; private set; }

    /// <summary>Number of standbys, in sync or not.</summary>
    public int Count => _standbys.Count;

    /// <summary>
    /// A standby has registered, for the first time or again, and is to be sent the newest state now. It holds nobody up before its first acknowledgement.
    /// </summary>
    public void Add(string node, DateTimeOffset now)
    {
        var standby = Find(node);
        if (standby is null)
            _standbys.Add(standby = new Standby(node));
        MarkSent(standby, now);
    }

    /// <summary>Forgets a standby that has left.</summary>
    public void Remove(string node)
    {
        if (Find(node) is not { } standby)
            return;
        _standbys.Remove(standby);
        UpdateLastApplicable();
    }

    /// <summary>
    /// Whether the promise allows the parameters to reach this version. Whatever would lead there waits until an acknowledgement, a standby's end or
    /// <see cref="CheckDeadlines"/> makes way.
    /// </summary>
    public bool MayApply(long version) => version <= _lastApplicable;

    /// <summary>There is a new version.</summary>
    /// <returns>The standbys to send the state to now; valid until the next call.</returns>
    public ReadOnlySpan<string> VersionReached(long version, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(version, NewestVersion);
        NewestVersion = version;
        _due.Clear();
        foreach (var standby in _standbys)
        {
            if (!IsDue(standby))
                continue;
            MarkSent(standby, now);
            _due.Add(standby.Node);
        }

        return CollectionsMarshal.AsSpan(_due);
    }

    /// <summary>A standby has acknowledged the state of a version.</summary>
    /// <returns>Whether to send it the newest state now.</returns>
    public bool Acknowledge(string node, long version, DateTimeOffset now)
    {
        // What was never sent cannot be acknowledged.
        if (Find(node) is not { } standby || version > standby.LastSent)
            return false;
        standby.Acknowledged = Math.Max(standby.Acknowledged, version);
        standby.Answers = true;
        standby.IsWarnedOf = false;
        if (version == standby.LastSent)
            standby.IsInFlight = false;
        UpdateLastApplicable();
        if (!IsDue(standby))
            return false;
        MarkSent(standby, now);
        return true;
    }

    /// <summary>
    /// Finds the standbys whose acknowledgement is overdue: the state or the acknowledgement was lost, or the standby is stuck. They are out of sync.
    /// </summary>
    /// <returns>The standbys to send the newest state to now.</returns>
    public IReadOnlyList<OverdueStandby> CheckDeadlines(DateTimeOffset now)
    {
        List<OverdueStandby>? overdue = null;
        foreach (var standby in _standbys)
        {
            if (!standby.IsInFlight || now - standby.SentAt < _acknowledgementTimeout)
                continue;
            (overdue ??= []).Add(new OverdueStandby(standby.Node, standby.IsWarnedOf ? null : WarningOf(standby)));
            standby.IsWarnedOf = true;
            standby.Answers = false;
            MarkSent(standby, now);
        }

        if (overdue is null)
            return [];
        UpdateLastApplicable();
        return overdue;
    }

    /// <summary>How it stands with a standby.</summary>
    public ReplicationStatus StatusOf(string node)
    {
        var standby = Find(node) ?? throw new ArgumentException($"There is no standby '{node}'.", nameof(node));
        return new ReplicationStatus(
            standby.Acknowledged < 0 ? null : standby.Acknowledged,
            standby.IsInFlight ? standby.LastSent : null,
            standby.Answers && NewestVersion - standby.Acknowledged <= _replicateEvery);
    }

    private Standby? Find(string node)
    {
        foreach (var standby in _standbys)
        {
            if (standby.Node == node)
                return standby;
        }

        return null;
    }

    private bool IsDue(Standby standby) => !standby.IsInFlight && NewestVersion - standby.LastSent >= _sendEvery;

    private void MarkSent(Standby standby, DateTimeOffset now)
    {
        standby.LastSent = NewestVersion;
        standby.IsInFlight = true;
        standby.SentAt = now;
    }

    private void UpdateLastApplicable()
    {
        _lastApplicable = long.MaxValue;
        foreach (var standby in _standbys)
        {
            if (standby.Answers)
                _lastApplicable = Math.Min(_lastApplicable, standby.Acknowledged + _replicateEvery);
        }
    }

    private string WarningOf(Standby standby) => FormattableString.Invariant(
        $"Standby {standby.Node} has not acknowledged the state of version {standby.LastSent} within {_acknowledgementTimeout.TotalSeconds} s: ")
        + FormattableString.Invariant($"training goes on without waiting for it, and its takeover could cost more than {_replicateEvery} versions. ")
        + "Look at that process and its network; it is sent the newest state until it answers.";

    private sealed class Standby(string node)
    {
        public string Node { get; } = node;

        /// <summary>−1 before the first.</summary>
        public long Acknowledged { get; set; } = -1;

        public long LastSent { get; set; }

        public bool IsInFlight { get; set; }

        public DateTimeOffset SentAt { get; set; }

        /// <summary>Whether it acknowledged what was sent last, or still may in time: training waits for it.</summary>
        public bool Answers { get; set; }

        public bool IsWarnedOf { get; set; }
    }
}

/// <summary>A standby that has not acknowledged in time and is sent the newest state again.</summary>
/// <param name="Warning">One sentence for a person when it begins; null as long as it lasts.</param>
public readonly record struct OverdueStandby(string Node, string? Warning);

/// <summary>How it stands with the state of one standby.</summary>
/// <param name="AcknowledgedVersion">Newest version whose state it has acknowledged; null before the first.</param>
/// <param name="InFlightVersion">The version whose state was sent and not yet acknowledged; null if there is none.</param>
/// <param name="IsInSync">Whether its takeover would go back no further than promised.</param>
public readonly record struct ReplicationStatus(long? AcknowledgedVersion, long? InFlightVersion, bool IsInSync);

using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>How large messages travel between nodes. The defaults fit a local network and a policy of millions of parameters.</summary>
public sealed record CourierOptions
{
    /// <summary>Bytes of a piece, 1 … <see cref="WireLimits.PieceLength"/>.</summary>
    public int PieceLength { get; init; } = WireLimits.PieceLength;

    /// <summary>
    /// Pieces to one node that may be without acknowledgement, 1 … 1024. A heartbeat waits behind no more than these; eight full ones take 6 ms at 1 Gbit/s.
    /// </summary>
    public int Window { get; init; } = 8;

    /// <summary>How long a transfer may stand still until either side gives it up.</summary>
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often deadlines are looked at.</summary>
    public TimeSpan DeadlineCheckInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Messages that may wait for one node, 1 … 65,536.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>Bytes of the messages that may wait for one node, ≥ 1: 1 GiB. A message that finds the queue empty always has a place.</summary>
    public long QueueLength { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Bytes of the largest message, 1 … <see cref="WireLimits.MessageLength"/>.</summary>
    public int MessageLength { get; init; } = WireLimits.MessageLength;

    /// <summary>Bytes of all messages that are being put together at a time, from all nodes, ≥ <see cref="MessageLength"/>: 2 GiB.</summary>
    public long AssemblyLength { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Throws if the options have violations.</summary>
    /// <exception cref="ArgumentException">The message lists all violations.</exception>
    public void ThrowIfInvalid()
    {
        if (Violations() is { Count: > 0 } violations)
            throw new ArgumentException(string.Join(" ", violations));
    }

    /// <summary>All violations as sentences that name the option, its value and what is valid; empty when the options hold.</summary>
    public IReadOnlyList<string> Violations()
    {
        var violations = new List<string>();
        foreach (var (name, value, minimum, maximum) in new[]
        {
            (nameof(PieceLength), PieceLength, 1, (long)WireLimits.PieceLength),
            (nameof(Window), Window, 1, 1024),
            (nameof(QueueCapacity), QueueCapacity, 1, 65_536),
            (nameof(QueueLength), QueueLength, 1, long.MaxValue),
            (nameof(MessageLength), MessageLength, 1, WireLimits.MessageLength),
            (nameof(AssemblyLength), AssemblyLength, MessageLength, long.MaxValue),
        })
        {
            if (value < minimum || value > maximum)
                violations.Add(FormattableString.Invariant($"{name} is {value}; it must be {minimum} … {maximum}."));
        }

        violations.AddRange(PositiveDurations.Violations(
            (nameof(ProgressTimeout), ProgressTimeout),
            (nameof(DeadlineCheckInterval), DeadlineCheckInterval)));
        return violations;
    }
}

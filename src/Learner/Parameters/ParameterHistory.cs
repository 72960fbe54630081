using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Parameters;

/// <summary>The parameters that workers may still be computing with: a ring of the snapshots that were given out.</summary>
/// <remarks>
/// It holds the very snapshots that were published, and releases them, so remembering one copies and allocates nothing. A version that nobody was given is not in it, nor can
/// any worker have computed with it.
/// </remarks>
public sealed class ParameterHistory
{
    private readonly ParameterSnapshot?[] _snapshots;

    /// <param name="length">Largest distance, in versions, between the newest version and one that is still held; ≥ 1.</param>
    public ParameterHistory(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);

        // The newest version has a place of its own, beside those that lie 1 to length before it.
        _snapshots = new ParameterSnapshot?[length + 1];
    }

    /// <summary>Remembers parameters that are given out, and forgets those whose place they take.</summary>
    public void Remember(ParameterSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        snapshot.Values.Hold();
        ref var place = ref _snapshots[PlaceOf(snapshot.Version)];
        place?.Values.Release();
        place = snapshot;
    }

    /// <summary>The parameters of a version, if they are still held.</summary>
    /// <param name="version">≥ 0.</param>
    public bool TryFind(long version, [NotNullWhen(true)] out ParameterSnapshot? snapshot)
    {
        snapshot = _snapshots[PlaceOf(version)];
        return snapshot?.Version == version;
    }

    private long PlaceOf(long version) => version % _snapshots.Length;
}

using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>Holds published parameters back until the run is a number of versions further.</summary>
/// <remarks>
/// Whoever asks when version v is reached gets those of version v − k, or the newest before it where that one was never published; until there is one, nothing new. So with one worker,
/// which asks after each of its gradients, the gradient that is applied to version v was computed with max(0, v − k): its staleness is k from the k-th on. It holds at most the k + 1 newest
/// versions.
/// </remarks>
/// <param name="versions">k ≥ 1.</param>
/// <param name="first">Version that was given out without delay, as there was no other.</param>
internal sealed class ParameterDelay(int versions, long first)
{
    private readonly Queue<ParametersPublished> _held = new();

    /// <summary>Newest version that has come in, which the learner may take for received.</summary>
    public long NewestVersion { get; private set; } = first;

    /// <summary>Parameters that wait.</summary>
    public int Held => _held.Count;

    /// <summary>Parameters have been published. Those that are not newer than others before them are nothing new.</summary>
    public void Add(ParametersPublished published)
    {
        if (published.Parameters.Version <= NewestVersion)
            return;
        NewestVersion = published.Parameters.Version;
        _held.Enqueue(published);
    }

    /// <summary>The newest parameters that are late enough at a version; null if none of those that wait are.</summary>
    public ParametersPublished? TakeDue(long version)
    {
        ParametersPublished? due = null;
        while (_held.TryPeek(out var oldest) && oldest.Parameters.Version <= version - versions)
            due = _held.Dequeue();
        return due;
    }
}

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>A thinned record of a run's training episodes, evenly spread and of bounded size however long the run is.</summary>
/// <remarks>It keeps every k-th episode; when it is full it drops every second one it has and doubles k.</remarks>
public sealed class EpisodeTrace
{
    private readonly int _capacity;
    private readonly List<EpisodePoint> _points;
    private long _stride = 1;
    private long _count;

    /// <summary>An empty trace.</summary>
    /// <param name="capacity">Points kept at most, even and ≥ 2.</param>
    public EpisodeTrace(int capacity = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity % 2, 0, nameof(capacity));
        _capacity = capacity;
        _points = new List<EpisodePoint>(Math.Min(capacity, 256));
    }

    /// <summary>The episodes kept, in order: those whose number (from 0) is a multiple of the current stride.</summary>
    public IReadOnlyList<EpisodePoint> Points => _points;

    /// <summary>Takes note of the next episode.</summary>
    public void Add(EpisodePoint episode)
    {
        if (_count++ % _stride != 0)
            return;

        if (_points.Count == _capacity)
        {
            var kept = 0;
            for (var i = 0; i < _capacity; i += 2)
                _points[kept++] = _points[i];
            _points.RemoveRange(kept, _points.Count - kept);
            _stride *= 2;
        }

        // A full trace holds an even number of points, so the episode that found it full is a multiple of the doubled stride too.
        _points.Add(episode);
    }
}

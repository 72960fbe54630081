using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Statistics;

/// <summary>Return and length of the last training episodes.</summary>
public sealed class EpisodeWindow
{
    /// <summary>Episodes that the means are taken over.</summary>
    public const int Capacity = 100;

    private readonly EpisodeReport[] _episodes = new EpisodeReport[Capacity];

    /// <summary>An empty window.</summary>
    public EpisodeWindow()
    {
    }

    /// <summary>Goes on where another window stood.</summary>
    /// <param name="count">Its <see cref="Count"/>.</param>
    /// <param name="last">Its <see cref="Last"/>.</param>
    public EpisodeWindow(long count, EquatableList<EpisodeReport> last)
    {
        ArgumentNullException.ThrowIfNull(last);
        ArgumentOutOfRangeException.ThrowIfNotEqual(last.Count, Math.Min(count, Capacity));
        for (var i = 0; i < last.Count; i++)
            _episodes[i] = last[i];
        Count = count;
    }

    /// <summary>Episodes so far, those outside the window included.</summary>
    public long Count { get; private set; }

    /// <summary>Mean undiscounted return over the window; NaN before the first episode.</summary>
    public double ReturnMean
    {
        get
        {
            var sum = 0.0;
            foreach (var episode in Window)
                sum += episode.Return;
            return sum / Window.Length;
        }
    }

    /// <summary>Mean length over the window; NaN before the first episode.</summary>
    public double LengthMean
    {
        get
        {
            var sum = 0.0;
            foreach (var episode in Window)
                sum += episode.Length;
            return sum / Window.Length;
        }
    }

    /// <summary>The episodes of the window, as they lie in its ring: episode i is at i modulo the capacity.</summary>
    public EquatableList<EpisodeReport> Last => [.. Window];

    private ReadOnlySpan<EpisodeReport> Window => _episodes.AsSpan(0, (int)Math.Min(Count, Capacity));

    /// <summary>An episode has finished.</summary>
    public void Add(EpisodeReport episode) => _episodes[Count++ % Capacity] = episode;
}

using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Statistics;

/// <summary>How old the parameters behind the applied gradients were, in versions.</summary>
public sealed class StalenessStatistics
{
    /// <summary>
    /// Staleness that has an element of its own in the histogram is below this; its last element counts all from here on.
    /// </summary>
    public const int HistogramLimit = 32;

    private readonly long[] _histogram = new long[HistogramLimit + 1];
    private long _count;
    private double _sum;

    /// <summary>Mean; 0 before the first gradient.</summary>
    public double Mean => _count == 0 ? 0 : _sum / _count;

    /// <summary>Largest; 0 before the first gradient.</summary>
    public long Maximum { get; private set; }

    /// <summary>Element i: gradients at staleness i; the last one counts all from there on.</summary>
    public EquatableList<long> Histogram => [.. _histogram];

    /// <summary>A gradient was applied.</summary>
    /// <param name="staleness">≥ 0.</param>
    public void Add(long staleness)
    {
        _histogram[Math.Min(staleness, HistogramLimit)]++;
        _count++;
        _sum += staleness;
        Maximum = Math.Max(Maximum, staleness);
    }
}

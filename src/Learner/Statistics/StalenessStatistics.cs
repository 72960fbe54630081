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

    /// <summary>Before the first gradient.</summary>
    public StalenessStatistics()
    {
    }

    /// <summary>Goes on where others stood.</summary>
    /// <param name="histogram">Their <see cref="Histogram"/>.</param>
    /// <param name="sum">Their <see cref="Sum"/>.</param>
    /// <param name="maximum">Their <see cref="Maximum"/>.</param>
    public StalenessStatistics(EquatableList<long> histogram, double sum, long maximum)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        ArgumentOutOfRangeException.ThrowIfNotEqual(histogram.Count, _histogram.Length);
        for (var i = 0; i < histogram.Count; i++)
            _count += _histogram[i] = histogram[i];
        Sum = sum;
        Maximum = maximum;
    }

    /// <summary>Mean; 0 before the first gradient.</summary>
    public double Mean => _count == 0 ? 0 : Sum / _count;

    /// <summary>Sum over all gradients.</summary>
    public double Sum { get; private set; }

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
        Sum += staleness;
        Maximum = Math.Max(Maximum, staleness);
    }
}

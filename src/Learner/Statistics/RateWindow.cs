namespace ActorCritic.Distributed.Learner.Statistics;

/// <summary>How often something happens per second, over the last few seconds.</summary>
/// <remarks>
/// The window is a ring of equal buckets of time, so memory is constant and adding is a few instructions; what has left the window leaves
/// with its whole bucket. It starts with the first thing that happens: waiting for it does not count.
/// </remarks>
public sealed class RateWindow
{
    private const int BucketCount = 20;

    private readonly long[] _counts = new long[BucketCount];
    private readonly long _bucketTicks;
    private DateTimeOffset? _startedAt;
    private long _newestBucket;
    private long _sum;

    /// <param name="window">Length of the window, above 0.</param>
    public RateWindow(TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        _bucketTicks = Math.Max(1, window.Ticks / BucketCount);
    }

    /// <summary>It happened so many times.</summary>
    public void Add(long count, DateTimeOffset now)
    {
        _startedAt ??= now;
        DropOldBuckets(now - _startedAt.Value);
        _counts[_newestBucket % BucketCount] += count;
        _sum += count;
    }

    /// <summary>Times per second over the window, or since the start where that is less; 0 before the start.</summary>
    public double PerSecond(DateTimeOffset now)
    {
        if (_startedAt is not { } startedAt)
            return 0;
        var elapsed = now - startedAt;
        DropOldBuckets(elapsed);

        var oldestBucket = Math.Max(0, _newestBucket - BucketCount + 1);

        // Not less than one bucket: one event an instant after the start is no rate of a million.
        var coveredTicks = Math.Max(_bucketTicks, elapsed.Ticks - oldestBucket * _bucketTicks);
        return _sum / new TimeSpan(coveredTicks).TotalSeconds;
    }

    private void DropOldBuckets(TimeSpan elapsed)
    {
        var bucket = elapsed.Ticks / _bucketTicks;
        if (bucket - _newestBucket >= BucketCount)
        {
            Array.Clear(_counts);
            _sum = 0;
            _newestBucket = bucket;
        }

        // A clock that was set back leaves the newest bucket where it is.
        while (_newestBucket < bucket)
        {
            ref var count = ref _counts[++_newestBucket % BucketCount];
            _sum -= count;
            count = 0;
        }
    }
}

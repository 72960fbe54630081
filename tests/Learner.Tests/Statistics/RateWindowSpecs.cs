using ActorCritic.Distributed.Learner.Statistics;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Statistics;

public sealed class RateWindowSpecs
{
    private static readonly DateTimeOffset Start = SampleRun.Start;
    private readonly RateWindow _rate = new(TimeSpan.FromSeconds(5));

    [Fact]
    public void Before_anything_happens_the_rate_is_zero() => Assert.Equal(0, _rate.PerSecond(Start));

    [Fact]
    public void Waiting_for_the_first_event_does_not_count()
    {
        _rate.PerSecond(Start - TimeSpan.FromHours(1));
        _rate.Add(100, Start);
        _rate.Add(100, Start + TimeSpan.FromSeconds(1));

        Assert.Equal(200, _rate.PerSecond(Start + TimeSpan.FromSeconds(1)), precision: 9);
    }

    [Fact]
    public void One_event_at_the_start_is_no_infinite_rate()
    {
        _rate.Add(100, Start);

        Assert.Equal(100 / 0.25, _rate.PerSecond(Start), precision: 9);
    }

    [Fact]
    public void A_burst_leaves_the_window_again()
    {
        _rate.Add(1_000, Start);

        Assert.Equal(250, _rate.PerSecond(Start + TimeSpan.FromSeconds(4)), precision: 9);
        Assert.Equal(0, _rate.PerSecond(Start + TimeSpan.FromSeconds(5.25)));
    }

    [Fact]
    public void After_a_long_silence_only_what_is_new_counts()
    {
        _rate.Add(1_000_000, Start);
        _rate.Add(100, Start + TimeSpan.FromHours(10));

        Assert.Equal(100 / 4.75, _rate.PerSecond(Start + TimeSpan.FromHours(10)), precision: 9);
    }

    [Fact]
    public void A_clock_that_was_set_back_loses_nothing()
    {
        _rate.Add(100, Start);
        _rate.Add(100, Start + TimeSpan.FromSeconds(2));
        _rate.Add(100, Start - TimeSpan.FromHours(1));

        Assert.Equal(150, _rate.PerSecond(Start + TimeSpan.FromSeconds(2)), precision: 9);
    }

    /// <summary>The slow way: all events are kept, and those are counted whose bucket is one of the last twenty.</summary>
    [Fact]
    public void The_rate_is_that_of_the_events_of_the_last_twenty_buckets() =>
        Gen.Select(Gen.Int[0, 900], Gen.Int[1, 50]).Array[1, 60].Sample(events =>
        {
            var rate = new RateWindow(TimeSpan.FromSeconds(2));
            var kept = new List<(int Milliseconds, int Count)>();
            var elapsed = 0;
            for (var i = 0; i < events.Length; i++)
            {
                elapsed += i == 0 ? 0 : events[i].Item1;
                kept.Add((elapsed, events[i].Item2));
                rate.Add(events[i].Item2, Start + TimeSpan.FromMilliseconds(elapsed));
            }

            var oldest = Math.Max(0, elapsed / 100 - 19);
            var covered = Math.Max(0.1, elapsed / 1000.0 - oldest * 0.1);
            var expected = kept.Where(one => one.Milliseconds / 100 >= oldest).Sum(one => one.Count) / covered;

            Assert.Equal(expected, rate.PerSecond(Start + TimeSpan.FromMilliseconds(elapsed)), tolerance: 1e-6 * expected);
        });
}

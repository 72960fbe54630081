using ActorCritic.Distributed.Node.Reports;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class EpisodeTraceSpecs
{
    [Fact]
    public void It_keeps_every_episode_until_it_is_full()
    {
        var trace = new EpisodeTrace(capacity: 4);
        for (var i = 0; i < 4; i++)
            trace.Add(new EpisodePoint(i, 10 * i));

        Assert.Equal([new(0, 0), new(1, 10), new(2, 20), new(3, 30)], trace.Points);
    }

    [Fact]
    public void A_run_of_any_length_leaves_its_episodes_evenly_spread_within_the_capacity()
    {
        Gen.Select(Gen.Int[1, 8].Select(half => 2 * half), Gen.Int[1, 500]).Sample((capacity, count) =>
        {
            var trace = new EpisodeTrace(capacity);
            for (var i = 0; i < count; i++)
                trace.Add(new EpisodePoint(i, i));

            // The smallest power of two whose multiples below count fit.
            var stride = 1;
            while ((count + stride - 1) / stride > capacity)
                stride *= 2;
            var expected = Enumerable.Range(0, count).Where(i => i % stride == 0).Select(i => new EpisodePoint(i, i));
            Assert.Equal(expected, trace.Points);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_capacity_that_cannot_be_halved_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeTrace(capacity));
}

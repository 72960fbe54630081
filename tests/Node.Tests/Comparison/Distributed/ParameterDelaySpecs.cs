using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Distributed;

public sealed class ParameterDelaySpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(32)]
    public void Whoever_asks_after_every_version_has_the_one_of_k_versions_before(int versions)
    {
        var delay = new ParameterDelay(versions, first: 0);
        var has = 0L;
        for (var version = 1L; version <= 100; version++)
        {
            delay.Add(Published(version));
            has = delay.TakeDue(version)?.Parameters.Version ?? has;

            Assert.Equal(Math.Max(0, version - versions), has);
            Assert.Equal(version, delay.NewestVersion);
            Assert.InRange(delay.Held, 0, versions);
        }
    }

    [Fact]
    public void Of_versions_that_were_skipped_the_newest_before_them_is_given()
    {
        var delay = new ParameterDelay(2, first: 0);
        delay.Add(Published(1));
        delay.Add(Published(4));

        Assert.Equal(1, delay.TakeDue(5)?.Parameters.Version);
        Assert.Null(delay.TakeDue(5));
        Assert.Equal(4, delay.TakeDue(6)?.Parameters.Version);
    }

    [Fact]
    public void What_is_no_newer_than_what_came_before_is_nothing_new()
    {
        var delay = new ParameterDelay(1, first: 7);
        delay.Add(Published(7));
        delay.Add(Published(9));
        delay.Add(Published(9));
        delay.Add(Published(8));

        Assert.Equal((9, 1), (delay.NewestVersion, delay.Held));
    }

    private static ParametersPublished Published(long version) => new("run", 1, SampleRun.Snapshot(version));
}

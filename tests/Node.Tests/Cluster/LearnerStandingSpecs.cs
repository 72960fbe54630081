using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class LearnerStandingSpecs
{
    [Theory]
    [InlineData(2, 10, false, 1, 900, true)]
    [InlineData(1, 11, false, 1, 10, true)]
    [InlineData(1, 10, true, 1, 10, false)]
    [InlineData(0, 0, true, 0, 0, false)]
    public void The_newer_state_counts_and_then_who_began_before(long term, long version, bool hasBegun, long otherTerm, long otherVersion, bool hasOtherBegun)
    {
        var above = new LearnerStanding(term, version, hasBegun);
        var below = new LearnerStanding(otherTerm, otherVersion, hasOtherBegun);

        Assert.True(above.IsAbove(below));
        Assert.False(below.IsAbove(above));
    }

    [Fact]
    public void Of_two_that_hold_the_same_none_begins() =>
        Assert.False(new LearnerStanding(1, 10, HasBegun: false).IsAbove(new LearnerStanding(1, 10, HasBegun: false)));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(7, 123_456_789_012, true)]
    public void It_travels_in_the_name_of_an_actor(long term, long version, bool hasBegun)
    {
        var standing = new LearnerStanding(term, version, hasBegun);

        Assert.True(LearnerStanding.TryParse(OutsideActor.NameFor(new NodeAddress("learner-a.cluster", 4053), standing.ToString()), out var read));
        Assert.Equal(standing, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("outside-learner:4053")]
    [InlineData("outside-learner:4053-1-2-3")]
    [InlineData("outside-learner:4053-1-5.5-1")]
    public void Any_other_name_says_nothing(string name) => Assert.False(LearnerStanding.TryParse(name, out _));
}

using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class EquatableListSpecs
{
    [Fact]
    public void Lists_are_equal_when_their_items_are_in_the_same_order()
    {
        EquatableList<EpisodeReport> list = [new(1.5, 2), new(double.NaN, 3)];

        Assert.True(list.Equals([new(1.5, 2), new(double.NaN, 3)]));
        Assert.Equal(EquatableList.Create(new EpisodeReport(1.5, 2), new EpisodeReport(double.NaN, 3)).GetHashCode(), list.GetHashCode());
        Assert.False(list.Equals([new(double.NaN, 3), new(1.5, 2)]));
        Assert.False(list.Equals([new(1.5, 2)]));
    }

    [Fact]
    public void A_list_does_not_follow_the_array_it_was_made_from()
    {
        int[] source = [1, 2];
        EquatableList<int> list = [.. source];
        var created = EquatableList.Create(source);
        source[0] = 9;

        Assert.Equal([1, 2], list);
        Assert.Equal([1, 2], created);
    }
}

using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Parameters;

public sealed class ParameterHistorySpecs
{
    [Fact]
    public void The_newest_version_and_as_many_before_it_as_the_length_says_are_held()
    {
        var history = new ParameterHistory(3);
        for (var version = 0; version <= 10; version++)
            history.Remember(SnapshotOf(version));

        Assert.Equal([7L, 8, 9, 10], Enumerable.Range(0, 20).Select(version => (long)version).Where(version => history.TryFind(version, out _)));
        Assert.True(history.TryFind(8, out var snapshot));
        Assert.Equal(8f, snapshot.Values.Span[0]);
    }

    [Fact]
    public void A_version_that_was_left_out_is_not_taken_for_an_older_one_in_its_place()
    {
        var history = new ParameterHistory(3);
        history.Remember(SnapshotOf(1));
        history.Remember(SnapshotOf(7));

        Assert.False(history.TryFind(5, out _));
        Assert.True(history.TryFind(7, out _));
    }

    [Fact]
    public void Shared_parameters_remember_the_very_snapshot_that_they_give_out()
    {
        var history = new ParameterHistory(2);
        var parameters = new SharedParameters([1f, 2f], new SgdOptions().CreateOptimizer(2), history);
        var first = parameters.Snapshot();
        parameters.Apply([1f, 1f], 0.5, 10);

        Assert.True(history.TryFind(0, out var held));
        Assert.Same(first, held);
        Assert.False(history.TryFind(1, out _));
    }

    [Fact]
    public void A_version_is_held_until_another_takes_its_place()
    {
        var history = new ParameterHistory(1);
        var isGivenBack = false;
        var lent = FloatVector.Lend([0f], _ => isGivenBack = true);
        history.Remember(new ParameterSnapshot(0, 0, lent));
        lent.Release();
        history.Remember(SnapshotOf(1));
        Assert.False(isGivenBack);

        history.Remember(SnapshotOf(2));
        Assert.True(isGivenBack);
    }

    [Fact]
    public void A_length_below_1_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterHistory(0));

    private static ParameterSnapshot SnapshotOf(long version) => new(version, 10 * version, FloatVector.CopyOf([version]));
}

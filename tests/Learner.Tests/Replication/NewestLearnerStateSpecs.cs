using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Replication;

public sealed class NewestLearnerStateSpecs
{
    private readonly NewestLearnerState _newest = new();

    [Fact]
    public void The_highest_term_and_then_the_highest_version_is_kept()
    {
        Assert.Null(_newest.State);
        Assert.Equal(OfferedState.Kept, _newest.Offer(SampleState.Of(term: 2, version: 5)));
        Assert.Equal(OfferedState.Kept, _newest.Offer(SampleState.Of(term: 2, version: 6)));
        Assert.Equal(OfferedState.Older, _newest.Offer(SampleState.Of(term: 2, version: 5)));
        Assert.Equal(OfferedState.Kept, _newest.Offer(SampleState.Of(term: 3, version: 1)));
        Assert.Equal(OfferedState.Older, _newest.Offer(SampleState.Of(term: 2, version: 9)));

        Assert.Equal((3, 1), (_newest.State?.Term, _newest.State?.Version));
    }

    [Fact]
    public void Of_two_states_of_the_same_version_the_later_one_is_kept()
    {
        _newest.Offer(SampleState.Of(term: 2, version: 5));
        var later = SampleState.Of(term: 2, version: 5) with { NextWorker = 77 };

        Assert.Equal(OfferedState.Kept, _newest.Offer(later));
        Assert.Same(later, _newest.State);
    }

    [Fact]
    public void A_run_that_can_go_on_is_not_given_up_for_another()
    {
        var state = SampleState.Of(term: 2, version: 5);
        _newest.Offer(state);

        Assert.Equal(OfferedState.OtherRun, _newest.Offer(SampleState.Of(term: 9, version: 9) with { Run = "another" }));
        Assert.Same(state, _newest.State);
    }
}

/// <summary>States of the sample run.</summary>
internal static class SampleState
{
    private static readonly LearnerState s_initial = new TrainingRun(SampleRun.Options, SampleRun.Start).Export(SampleRun.Start);

    public static LearnerState Of(long term, long version) =>
        s_initial with { Term = term, Parameters = s_initial.Parameters with { Version = version, EnvironmentSteps = 10 * version } };
}

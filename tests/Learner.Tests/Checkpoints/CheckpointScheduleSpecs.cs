using ActorCritic.Distributed.Learner.Checkpoints;

namespace ActorCritic.Distributed.Learner.Tests.Checkpoints;

public sealed class CheckpointScheduleSpecs
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Now = SampleRun.Start;

    private readonly CheckpointSchedule _schedule = new(Every, version: 7, Now);

    [Fact]
    public void A_checkpoint_is_due_when_the_time_has_passed_and_not_before()
    {
        Assert.False(_schedule.Reached(8, Now + Every - TimeSpan.FromTicks(1)));
        Assert.True(_schedule.Reached(8, Now + Every));
    }

    [Fact]
    public void The_next_is_due_after_the_interval_from_then()
    {
        var taken = Now + Every + TimeSpan.FromSeconds(11);
        Assert.True(_schedule.Reached(8, taken));

        Assert.False(_schedule.Reached(9, taken));
        Assert.False(_schedule.Reached(9, taken + Every - TimeSpan.FromTicks(1)));
        Assert.True(_schedule.Reached(9, taken + Every));
    }

    [Fact]
    public void A_run_that_stands_still_needs_no_second_checkpoint()
    {
        Assert.False(_schedule.Reached(7, Now + Every));
        Assert.True(_schedule.Reached(8, Now + Every));
        Assert.False(_schedule.Reached(8, Now + Every + Every));
        Assert.True(_schedule.Reached(9, Now + Every + Every));
    }

    [Fact]
    public void An_interval_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointSchedule(TimeSpan.Zero, version: 0, Now));
}

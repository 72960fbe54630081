using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Trials;

public sealed class TrialSlotsSpecs
{
    [Fact]
    public async Task A_trial_of_two_threads_takes_the_place_of_two_of_one()
    {
        using var slots = new TrialSlots(2);
        var first = await slots.EnterAsync(1, default);
        var both = slots.EnterAsync(2, default);
        Assert.False(both.IsCompleted);

        // It came later and waits its turn, though there would be room for it.
        var last = slots.EnterAsync(1, default);
        Assert.False(last.IsCompleted);

        first.Dispose();
        (await both).Dispose();
        (await last).Dispose();
    }

    [Fact]
    public async Task A_trial_of_more_threads_than_there_are_runs_alone()
    {
        using var slots = new TrialSlots(2);
        var large = await slots.EnterAsync(16, default);
        var small = slots.EnterAsync(1, default);
        Assert.False(small.IsCompleted);

        large.Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_what_it_had_taken()
    {
        using var slots = new TrialSlots(2);
        using var cancellation = new CancellationTokenSource();
        var first = await slots.EnterAsync(1, default);
        var both = slots.EnterAsync(2, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => both);

        first.Dispose();
        (await slots.EnterAsync(2, default)).Dispose();
    }
}

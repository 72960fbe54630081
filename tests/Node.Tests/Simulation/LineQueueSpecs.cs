using ActorCritic.Distributed.Node.Simulation;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class LineQueueSpecs
{
    private readonly Line _line = new();
    private readonly LineQueue<int> _queue = new(limit: 3);

    [Fact]
    public void On_an_open_line_a_message_passes_at_once()
    {
        Assert.True(_queue.Offer(1, _line.State, At(0)));
        Assert.Empty(Released(At(0)));
    }

    [Fact]
    public void What_is_sent_while_the_line_is_paused_comes_afterwards_in_its_order()
    {
        _line.Pause();
        Assert.False(_queue.Offer(1, _line.State, At(0)));
        Assert.False(_queue.Offer(2, _line.State, At(1)));
        Assert.Empty(Released(At(60)));

        _line.Resume();
        Assert.False(_queue.Offer(3, _line.State, At(61)));
        Assert.Equal([1, 2, 3], Released(At(61)));
        Assert.True(_queue.Offer(4, _line.State, At(61)));
    }

    [Fact]
    public void What_is_sent_or_under_way_while_the_line_is_cut_never_comes()
    {
        _line.Delay(TimeSpan.FromSeconds(5));
        _queue.Offer(1, _line.State, At(0));
        _line.Cut();
        Assert.Empty(Released(At(1)));
        Assert.False(_queue.Offer(2, _line.State, At(2)));

        _line.Heal();
        _line.Hurry(TimeSpan.FromSeconds(5));
        Assert.Empty(Released(At(60)));
    }

    [Fact]
    public void A_late_message_comes_when_it_is_due_and_none_overtakes_it()
    {
        _line.Delay(TimeSpan.FromSeconds(2));
        Assert.False(_queue.Offer(1, _line.State, At(0)));
        Assert.Equal(TimeSpan.FromSeconds(1.5), _queue.DueIn(_line.State, At(0.5)));
        _line.Hurry(TimeSpan.FromSeconds(2));
        Assert.False(_queue.Offer(2, _line.State, At(1)));

        Assert.Empty(Released(At(1.9)));
        Assert.Equal([1, 2], Released(At(2)));
    }

    [Fact]
    public void Beyond_its_limit_a_line_drops_what_comes()
    {
        _line.Pause();
        for (var message = 1; message <= 5; message++)
            _queue.Offer(message, _line.State, At(0));

        _line.Resume();
        Assert.Equal([1, 2, 3], Released(At(0)));
    }

    [Fact]
    public void Of_faults_that_overlap_the_strongest_holds_until_it_ends()
    {
        _line.Cut();
        _line.Cut();
        _line.Pause();
        _line.Heal();
        Assert.Equal(new LineState(IsCut: true, IsPaused: true, TimeSpan.Zero), _line.State);

        _line.Heal();
        Assert.Equal(new LineState(IsCut: false, IsPaused: true, TimeSpan.Zero), _line.State);
        _line.Resume();
        Assert.True(_line.State.IsOpen);
    }

    private List<int> Released(TimeSpan now)
    {
        var released = new List<int>();
        while (_queue.TryRelease(_line.State, now, out var message))
            released.Add(message);
        return released;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}

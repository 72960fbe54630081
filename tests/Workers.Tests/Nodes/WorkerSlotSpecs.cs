using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Nodes;
using ActorCritic.Distributed.Workers.Rollouts;

namespace ActorCritic.Distributed.Workers.Tests.Nodes;

public sealed class WorkerSlotSpecs
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly WorkerNodeOptions Options = new()
    {
        Node = "node",
        RolloutTimeout = TimeSpan.FromSeconds(100),
        AnswerTimeout = TimeSpan.FromSeconds(10),
        RestartPause = TimeSpan.FromMilliseconds(100),
        MaximumRestartPause = TimeSpan.FromSeconds(1),
    };

    private readonly WorkerSlot _slot = new(7, Options);

    [Fact]
    public void It_waits_for_nothing_before_the_first_start()
    {
        Assert.Equal(7, _slot.Worker);
        Assert.Equal(-1, _slot.Incarnation);
        Assert.Equal(WorkerActivity.Pausing, _slot.Activity);
        Assert.False(_slot.Applied(0));
        Assert.False(_slot.IsHung(DateTimeOffset.MaxValue));
        Assert.False(_slot.TryGiveUp(DateTimeOffset.MaxValue, out _));
    }

    [Fact]
    public void Every_start_has_the_next_number()
    {
        Assert.Equal([0, 1, 2], new[] { _slot.Start(), _slot.Start(), _slot.Start() });
        Assert.Equal(2, _slot.Incarnation);
    }

    [Fact]
    public void A_rollout_hangs_after_its_timeout_and_not_at_it()
    {
        _slot.BeginRollout(Parameters(), Start);

        Assert.False(_slot.IsHung(Start + Options.RolloutTimeout));
        Assert.True(_slot.IsHung(Start + Options.RolloutTimeout + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void Nobody_hangs_who_waits_for_an_answer()
    {
        _slot.BeginRollout(Parameters(), Start);
        _slot.Submit(1, Buffer(), Start);

        Assert.Equal(WorkerActivity.AwaitingAnswer, _slot.Activity);
        Assert.False(_slot.IsHung(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_gradient_is_given_up_once_after_the_timeout_of_its_own_answer_and_not_at_it()
    {
        _slot.BeginRollout(Parameters(), Start);
        var submitted = Start + TimeSpan.FromSeconds(99);
        _slot.Submit(1, Buffer(), submitted);
        _slot.Submit(2, Buffer(), submitted + TimeSpan.FromTicks(1));

        Assert.False(_slot.TryGiveUp(submitted + Options.AnswerTimeout, out _));
        Assert.True(_slot.TryGiveUp(submitted + Options.AnswerTimeout + TimeSpan.FromTicks(1), out var sequence));
        Assert.Equal(1, sequence);
        Assert.False(_slot.TryGiveUp(submitted + Options.AnswerTimeout + TimeSpan.FromTicks(1), out _));
        Assert.Equal(1, _slot.InFlight);
    }

    [Fact]
    public void Every_gradient_in_flight_is_answered_once_in_whichever_order()
    {
        _slot.Submit(5, Buffer(), Start);
        _slot.Submit(8, Buffer(), Start);

        Assert.False(_slot.Applied(6));
        Assert.False(_slot.Refused(6));
        Assert.True(_slot.Applied(8));
        Assert.False(_slot.Applied(8));
        Assert.False(_slot.Refused(8));
        Assert.True(_slot.Refused(5));
        Assert.Equal(0, _slot.InFlight);
    }

    [Fact]
    public void Memory_is_free_once_for_each_gradient_that_was_applied_and_for_no_other()
    {
        var (applied, refused, givenUp, inFlight) = (Buffer(), Buffer(), Buffer(), Buffer());
        _slot.Submit(1, givenUp, Start);
        Assert.True(_slot.TryGiveUp(Start + TimeSpan.FromSeconds(11), out _));
        _slot.Submit(2, applied, Start);
        _slot.Submit(3, refused, Start);
        _slot.Submit(4, inFlight, Start);
        Assert.Null(_slot.TakeBuffer());

        _slot.Applied(2);
        _slot.Refused(3);
        _slot.Applied(1);

        Assert.Same(applied, _slot.TakeBuffer());
        Assert.Null(_slot.TakeBuffer());
    }

    [Fact]
    public void A_stopped_worker_leaves_no_memory_for_the_next_registration_whose_network_may_be_another()
    {
        _slot.Submit(1, Buffer(), Start);
        _slot.Applied(1);
        _slot.Stop();

        Assert.Null(_slot.TakeBuffer());
    }

    [Fact]
    public void An_answer_that_comes_after_the_gradient_was_given_up_is_not_waited_for()
    {
        _slot.Submit(5, Buffer(), Start);
        Assert.True(_slot.TryGiveUp(Start + TimeSpan.FromSeconds(11), out _));

        Assert.False(_slot.Applied(5));
    }

    [Fact]
    public void A_stopped_worker_waits_for_nothing_and_what_it_had_in_flight_is_lost()
    {
        _slot.Submit(5, Buffer(), Start);
        _slot.Submit(6, Buffer(), Start);

        Assert.Equal(2, _slot.Stop());
        Assert.Equal(WorkerActivity.Pausing, _slot.Activity);
        Assert.False(_slot.Applied(5));
        Assert.False(_slot.TryGiveUp(DateTimeOffset.MaxValue, out _));
        Assert.Equal(0, _slot.Stop());
    }

    [Fact]
    public void A_failed_worker_plays_nothing_and_what_it_had_in_flight_is_still_answered()
    {
        _slot.Submit(5, Buffer(), Start);
        _slot.BeginRollout(Parameters(), Start);
        _slot.Fail();

        Assert.Equal(WorkerActivity.Pausing, _slot.Activity);
        Assert.False(_slot.IsHung(DateTimeOffset.MaxValue));
        Assert.True(_slot.Applied(5));
    }

    [Fact]
    public void The_pause_doubles_with_every_failure_in_a_row_up_to_its_bound()
    {
        var pauses = Enumerable.Range(0, 6).Select(_ => _slot.Fail().TotalMilliseconds);

        Assert.Equal([100, 200, 400, 800, 1000, 1000], pauses);
    }

    [Fact]
    public void An_applied_gradient_forgives_the_failures_before_it()
    {
        _slot.Submit(1, Buffer(), Start);
        _slot.Submit(2, Buffer(), Start);
        _slot.Fail();
        _slot.Fail();
        _slot.Refused(1);
        _slot.Applied(2);

        Assert.Equal(Options.RestartPause, _slot.Fail());
    }

    [Fact]
    public void The_longest_pauses_and_the_most_failures_do_not_overflow()
    {
        var slot = new WorkerSlot(0, Options with { RestartPause = TimeSpan.FromDays(1), MaximumRestartPause = TimeSpan.MaxValue });

        var pauses = Enumerable.Range(0, 2000).Select(_ => slot.Fail()).ToArray();

        Assert.Equal(TimeSpan.FromDays(8), pauses[3]);
        Assert.Equal(TimeSpan.MaxValue, pauses[^1]);
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
    }

    [Fact]
    public void The_parameters_of_a_rollout_are_held_until_its_gradient_is_submitted()
    {
        var isGivenBack = false;
        var lent = FloatVector.Lend([1f], _ => isGivenBack = true);
        _slot.BeginRollout(new ParameterSnapshot(0, 0, lent), Start);
        lent.Release();

        Assert.False(isGivenBack);

        _slot.Submit(1, Buffer(), Start);

        Assert.True(isGivenBack);
    }

    private static ParameterSnapshot Parameters() => new(0, 0, FloatVector.CopyOf([1f]));

    private static GradientBuffer Buffer() => new(length: 3);
}

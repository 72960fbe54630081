using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Learner.Synchronization;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Synchronization;

public sealed class GradientBarrierSpecs
{
    private static readonly WorkerNode NodeA = new("a", FirstWorker: 0, WorkerCount: 2);
    private static readonly WorkerNode NodeB = new("b", FirstWorker: 2, WorkerCount: 1);

    private readonly GradientBarrier _barrier = new(TimeSpan.FromSeconds(5), startWorkers: 1);

    public GradientBarrierSpecs()
    {
        _barrier.Join(NodeA, At(0));
        _barrier.Join(NodeB, At(0));
    }

    [Fact]
    public void A_round_is_complete_when_every_worker_has_contributed_and_comes_in_the_order_of_the_workers()
    {
        Assert.Empty(Contribute(2));
        Assert.Empty(Contribute(0));

        Assert.Equal([0, 1, 2], Contribute(1));
        Assert.Equal((3, 0), (_barrier.AwaitedWorkers, _barrier.WaitingGradients));
    }

    [Fact]
    public void Each_round_waits_for_every_worker_anew()
    {
        Contribute(0, 1, 2);

        Assert.Empty(Contribute(1, 2));
        Assert.Equal([0, 1, 2], Contribute(0));
    }

    [Fact]
    public void A_worker_that_joins_is_awaited_in_the_round_that_goes_on()
    {
        Contribute(0, 1);
        _barrier.Join(new WorkerNode("c", FirstWorker: 3, WorkerCount: 1), At(1));

        Assert.Empty(Contribute(2));
        Assert.Equal([0, 1, 2, 3], Contribute(3));
    }

    [Fact]
    public void A_node_that_leaves_holds_nobody_and_takes_its_gradients_with_it()
    {
        Contribute(0, 2);

        Assert.Equal(1, _barrier.Leave(NodeA));

        Assert.Equal([2], Taken(At(0)));
        Assert.Equal((1, 0), (_barrier.AwaitedWorkers, _barrier.WaitingGradients));
    }

    [Fact]
    public void A_worker_that_dies_is_not_waited_for_until_a_gradient_of_it_comes()
    {
        Contribute(0, 2);
        _barrier.WorkerFailed(1);
        Assert.Equal([0, 2], Taken(At(0)));
        Assert.Equal([0, 2], Contribute(0, 2));

        Assert.Equal([0, 1, 2], Contribute(1, 0, 2));
        Assert.Empty(Contribute(0, 2));
    }

    [Fact]
    public void A_worker_that_died_still_counts_if_its_next_gradient_is_in_time()
    {
        _barrier.WorkerFailed(1);

        Assert.Empty(Contribute(1));
        Assert.Equal([0, 1, 2], Contribute(0, 2));
    }

    [Fact]
    public void What_a_worker_contributed_before_it_died_stays()
    {
        Contribute(1);
        _barrier.WorkerFailed(1);

        Assert.Equal([0, 1, 2], Contribute(0, 2));
    }

    [Fact]
    public void After_the_deadline_a_round_goes_on_without_the_missing_one_and_later_rounds_do_not_wait_for_it()
    {
        ContributeAt(10, 0);
        ContributeAt(13, 1);

        Assert.Empty(Taken(At(14)));
        Assert.Empty(Taken(At(14.999)));
        Assert.Equal([0, 1], Taken(At(15)));
        Assert.Equal([0, 1], Contribute(0, 1));
    }

    [Fact]
    public void Without_a_gradient_there_is_no_round_however_late_it_is() => Assert.Empty(Taken(At(1_000)));

    [Fact]
    public void The_deadline_runs_from_the_first_gradient_of_each_round()
    {
        ContributeAt(0, 0, 1, 2);
        ContributeAt(100, 1, 2);

        Assert.Empty(Taken(At(104)));
        Assert.Equal([1, 2], Taken(At(105)));
    }

    [Fact]
    public void A_late_worker_is_waited_for_again_once_its_gradient_was_refused_as_too_stale()
    {
        ContributeAt(0, 0, 1);
        Taken(At(5));

        _barrier.Rejected(2, GradientRejectionReason.TooStale);

        Assert.Empty(Contribute(0, 1));
        Assert.Equal([0, 1, 2], Contribute(2));
    }

    [Theory]
    [InlineData(GradientRejectionReason.NonFinite)]
    [InlineData(GradientRejectionReason.NormTooLarge)]
    [InlineData(GradientRejectionReason.InvalidReport)]
    [InlineData(GradientRejectionReason.UnknownVersion)]
    [InlineData(GradientRejectionReason.OtherLayout)]
    [InlineData(GradientRejectionReason.WrongLength)]
    public void A_worker_whose_gradient_is_refused_holds_this_round_no_longer_but_the_next(GradientRejectionReason reason)
    {
        Contribute(0, 2);
        _barrier.Rejected(1, reason);

        Assert.Equal([0, 2], Taken(At(0)));
        Assert.Empty(Contribute(0, 2));
        Assert.Equal([0, 1, 2], Contribute(1));
    }

    [Fact]
    public void A_duplicate_changes_nothing()
    {
        Contribute(0, 2);
        _barrier.Rejected(0, GradientRejectionReason.Duplicate);
        _barrier.Rejected(1, GradientRejectionReason.Duplicate);

        Assert.Empty(Taken(At(0)));
        Assert.Equal([0, 1, 2], Contribute(1));
    }

    [Fact]
    public void A_gradient_that_its_node_gave_up_is_taken_back_and_the_next_one_awaited()
    {
        Contribute(0, 2);
        _barrier.Lost(0, sequence: 100);
        Assert.Equal(1, _barrier.WaitingGradients);

        Assert.Empty(Contribute(1));
        Assert.Equal([0, 1, 2], Contribute(0));
    }

    [Fact]
    public void An_older_gradient_that_was_given_up_does_not_take_back_the_newer_one()
    {
        Contribute(0, 2);
        _barrier.Lost(0, sequence: 99);

        Assert.Equal([0, 1, 2], Contribute(1));
    }

    [Fact]
    public void A_worker_that_was_given_up_is_waited_for_again_when_its_node_says_that_it_goes_on()
    {
        _barrier.WorkerFailed(1);
        _barrier.Lost(1, sequence: 99);

        Assert.Empty(Contribute(0, 2));
        Assert.Equal([0, 1, 2], Contribute(1));
    }

    [Fact]
    public void A_second_gradient_of_a_worker_takes_the_place_of_the_first()
    {
        Assert.False(_barrier.Contribute(SampleRun.Gradient(sequence: 1, worker: 0), At(0)));
        Assert.True(_barrier.Contribute(SampleRun.Gradient(sequence: 2, worker: 0), At(0)));
        Contribute(1);
        _barrier.Contribute(SampleRun.Gradient(sequence: 9, worker: 2), At(0));

        Assert.Equal([2, 101, 9], _barrier.TakeRound(At(0)).Select(gradient => gradient.Sequence));
    }

    [Fact]
    public void Before_enough_workers_have_joined_gradients_wait_and_nobody_is_late()
    {
        var barrier = new GradientBarrier(TimeSpan.FromSeconds(5), startWorkers: 3);
        barrier.Join(NodeA, At(0));
        barrier.Contribute(SampleRun.Gradient(worker: 0), At(0));
        barrier.Contribute(SampleRun.Gradient(worker: 1), At(0));
        Assert.False(barrier.HasStarted);
        Assert.Empty(barrier.TakeRound(At(60)));

        barrier.Join(NodeB, At(60));

        Assert.True(barrier.HasStarted);
        Assert.Empty(barrier.TakeRound(At(64)));
        barrier.Contribute(SampleRun.Gradient(worker: 2), At(64));
        Assert.Equal(3, barrier.TakeRound(At(64)).Count);
    }

    [Fact]
    public void A_run_that_has_begun_goes_on_with_fewer_workers_than_it_began_with()
    {
        var barrier = new GradientBarrier(TimeSpan.FromSeconds(5), startWorkers: 3);
        barrier.Join(NodeA, At(0));
        barrier.Join(NodeB, At(0));
        barrier.Leave(NodeA);

        barrier.Contribute(SampleRun.Gradient(worker: 2), At(0));

        Assert.Single(barrier.TakeRound(At(0)));
    }

    [Fact]
    public void After_the_end_nothing_waits()
    {
        Contribute(0, 2);

        Assert.Equal(2, _barrier.Close());
        Assert.Equal(0, _barrier.Close());
        Assert.Empty(Taken(At(100)));
    }

    private static DateTimeOffset At(double seconds) => SampleRun.Start + TimeSpan.FromSeconds(seconds);

    private int[] Contribute(params int[] workers) => ContributeAt(0, workers);

    /// <summary>The workers contribute; returns those of the round, if that completes it. Gradients of worker w have the number 100 + w.</summary>
    private int[] ContributeAt(double seconds, params int[] workers)
    {
        foreach (var worker in workers)
            _barrier.Contribute(SampleRun.Gradient(sequence: 100 + worker, worker: worker), At(seconds));
        return Taken(At(seconds));
    }

    private int[] Taken(DateTimeOffset now) => [.. _barrier.TakeRound(now).Select(gradient => gradient.Worker)];
}

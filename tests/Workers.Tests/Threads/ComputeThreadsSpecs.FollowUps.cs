using System.Collections.Concurrent;
using ActorCritic.Distributed.Workers.Threads;
using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Tests.Threads;

/// <summary>What computations set off.</summary>
public sealed partial class ComputeThreadsSpecs
{
    [Fact]
    public void What_a_computation_sets_off_runs_on_its_thread_before_the_next_computation()
    {
        var threads = Create(width: 1);
        var order = new ConcurrentQueue<(string What, int Thread)>();
        var first = Execute(threads, () => Follow(() =>
        {
            order.Enqueue(("follow-up", Environment.CurrentManagedThreadId));
            Follow(() => order.Enqueue(("follow-up of the follow-up", Environment.CurrentManagedThreadId)));
        }));
        var next = Execute(threads, () => order.Enqueue(("next", Environment.CurrentManagedThreadId)));
        first.AwaitBegun();
        Assert.Empty(order);

        first.LetGo();
        next.AwaitBegun();

        Assert.Equal([("follow-up", first.Thread), ("follow-up of the follow-up", first.Thread), ("next", first.Thread)], order);
    }

    [Fact]
    public void A_computation_that_a_follow_up_queues_last_is_taken_by_its_thread_and_wakes_nobody()
    {
        var threads = CreateWithOneAsleep();
        var asleep = -1;
        Computation? next = null;
        var first = Execute(threads, () => Follow(() => next = Execute(threads, () => asleep = threads.Asleep)));

        first.LetGo();

        Assert.True(SpinWait.SpinUntil(() => next is { HasBegun: true }, Deadline));
        Assert.Equal(first.Thread, next!.Thread);
        Assert.Equal(1, asleep);
    }

    [Fact]
    public void Of_two_computations_that_a_follow_up_queues_the_second_wakes_another_thread()
    {
        var threads = CreateWithOneAsleep();
        Computation[] next = [];
        var first = Execute(threads, () => Follow(() => next = [Execute(threads), Execute(threads)]));

        first.LetGo();

        Assert.True(SpinWait.SpinUntil(() => next.Length == 2 && next.All(computation => computation.HasBegun), Deadline));
        Assert.Equal(2, next.Select(computation => computation.Thread).Distinct().Count());
    }

    [Theory]
    [InlineData("there before it is queued")]
    [InlineData("set off after it")]
    public void A_computation_does_not_wait_for_another_follow_up_of_the_thread_that_queued_it(string other)
    {
        var threads = CreateWithOneAsleep();
        using var end = new ManualResetEventSlim();
        Computation? next = null;
        var isThereBefore = other == "there before it is queued";
        var first = Execute(threads, () =>
        {
            Follow(() =>
            {
                next = Execute(threads);
                if (!isThereBefore)
                    Follow(Block);
            });
            if (isThereBefore)
                Follow(Block);
        });

        first.LetGo();

        Assert.True(SpinWait.SpinUntil(() => next is { HasBegun: true }, Deadline));
        Assert.NotEqual(first.Thread, next!.Thread);
        end.Set();

        void Block() => end.Wait(Deadline);
    }

    [Fact]
    public void What_a_thread_would_do_last_is_handed_over_to_one_that_is_free()
    {
        using var busy = new OneFreeThread(this);
        var done = new ConcurrentQueue<(string What, int Thread)>();
        using var end = new ManualResetEventSlim();
        var computation = Execute(busy.Threads, () =>
        {
            Follow(() => Done("first"));
            Follow(() =>
            {
                Done("second");
                end.Wait(Deadline);
            });
            Follow(() => Done("last"));
        });

        computation.LetGo();
        Assert.True(SpinWait.SpinUntil(() => done.Count == 2, Deadline));
        busy.LetGo();

        Assert.True(SpinWait.SpinUntil(() => done.Count == 3, Deadline));
        Assert.Equal([("first", computation.Thread), ("second", computation.Thread), ("last", busy.FreeThread)], done);
        end.Set();

        void Done(string what) => done.Enqueue((what, Environment.CurrentManagedThreadId));
    }

    [Fact]
    public void What_was_handed_over_comes_back_to_a_thread_that_is_done_sooner()
    {
        using var busy = new OneFreeThread(this);
        var done = new ConcurrentQueue<int>();
        var computation = Execute(busy.Threads, () =>
        {
            for (var i = 0; i < 3; i++)
                Follow(() => done.Enqueue(Environment.CurrentManagedThreadId));
        });

        computation.LetGo();

        Assert.True(SpinWait.SpinUntil(() => done.Count == 3, Deadline));
        Assert.All(done, thread => Assert.Equal(computation.Thread, thread));
    }

    [Fact]
    public void A_thread_that_has_its_next_computation_hands_over_what_is_left_and_computes()
    {
        using var busy = new OneFreeThread(this);
        Computation? next = null;
        var leftOver = 0;
        var computation = Execute(busy.Threads, () =>
        {
            Follow(() => next = Execute(busy.Threads));
            Follow(() => leftOver = Environment.CurrentManagedThreadId);
        });

        computation.LetGo();
        Assert.True(SpinWait.SpinUntil(() => next is { HasBegun: true }, Deadline));
        busy.LetGo();

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref leftOver) != 0, Deadline));
        Assert.Equal(computation.Thread, next!.Thread);
        Assert.Equal(busy.FreeThread, leftOver);
    }

    [Fact]
    public void What_was_handed_over_to_one_that_stays_busy_wakes_another()
    {
        using var busy = new OneFreeThread(this, asleep: 1);
        var leftOver = 0;
        var computation = Execute(busy.Threads, () =>
        {
            Follow(() => Execute(busy.Threads));
            Follow(() => leftOver = Environment.CurrentManagedThreadId);
        });

        computation.LetGo();

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref leftOver) != 0, Deadline));
        Assert.DoesNotContain(leftOver, new[] { computation.Thread, busy.FreeThread });
    }

    [Fact]
    public void What_is_handed_over_is_done_before_any_computation_that_waits()
    {
        using var busy = new OneFreeThread(this);
        var order = new ConcurrentQueue<string>();
        Computation? next = null;
        var computation = Execute(busy.Threads, () =>
        {
            Follow(() =>
            {
                next = Execute(busy.Threads);
                Execute(busy.Threads, () => order.Enqueue("computation"));
            });
            Follow(() => order.Enqueue("handed over"));
        });

        computation.LetGo();
        Assert.True(SpinWait.SpinUntil(() => next is { HasBegun: true }, Deadline));
        Assert.Empty(order);
        busy.LetGo();

        Assert.True(SpinWait.SpinUntil(() => order.Count == 2, Deadline));
        Assert.Equal(["handed over", "computation"], order);
    }

    [Fact]
    public void A_computation_that_another_one_queues_while_it_computes_wakes_a_thread()
    {
        var threads = CreateWithOneAsleep();
        Computation? next = null;
        var first = Execute(threads, () => next = Execute(threads));

        Assert.True(SpinWait.SpinUntil(() => next is { HasBegun: true }, Deadline));
        Assert.NotEqual(first.Thread, next!.Thread);
    }

    [Fact]
    public void A_thread_that_is_none_of_these_takes_nothing_upon_itself() =>
        Assert.False(ComputeThreads.TryFollow(new FollowUp(() => { })));

    /// <summary>Two threads, both of which sleep: one is about to be used.</summary>
    private ComputeThreads CreateWithOneAsleep() => CreateAsleep(width: 2);

    /// <summary>As many threads, all of which sleep.</summary>
    private ComputeThreads CreateAsleep(int width)
    {
        var threads = Create(width);
        foreach (var computation in Enumerable.Range(0, width).Select(_ => Execute(threads)).ToArray())
        {
            computation.AwaitBegun();
            computation.LetGo();
        }

        Assert.True(SpinWait.SpinUntil(() => threads.Asleep == width, Deadline));
        return threads;
    }

    private static void Follow(Action action) => Assert.True(ComputeThreads.TryFollow(new FollowUp(action)));

    /// <summary>Two threads and others that sleep. One of the two does what followed its computation until it is let go: it knows not yet what it computes next.</summary>
    private sealed class OneFreeThread : IDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private int _thread;

        public OneFreeThread(ComputeThreadsSpecs specs, int asleep = 0)
        {
            Threads = asleep == 0 ? specs.Create(width: 2) : specs.CreateAsleep(2 + asleep);
            specs.Execute(Threads, () => Follow(() =>
            {
                Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
                _end.Wait(Deadline);
            })).LetGo();
            Assert.True(SpinWait.SpinUntil(() => FreeThread != 0, Deadline));
        }

        public ComputeThreads Threads { get; }

        public int FreeThread => Volatile.Read(ref _thread);

        public void LetGo() => _end.Set();

        public void Dispose() => LetGo();
    }

    /// <summary>What a computation sets off.</summary>
    private sealed class FollowUp(Action action) : IRunnable
    {
        public void Run() => action();

        public void Execute() => Run();
    }
}

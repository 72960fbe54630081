using System.Collections.Concurrent;
using ActorCritic.Distributed.Workers.Threads;
using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Tests.Threads;

/// <summary>Computations are held up and let go by the specs; the patience is over when they say so.</summary>
public sealed class ComputeThreadsSpecs : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ManualPatience _patience = new();
    private readonly List<Computation> _computations = [];

    public void Dispose()
    {
        foreach (var computation in _computations)
            computation.LetGo();
    }

    [Fact]
    public void Computations_run_side_by_side_up_to_the_width_and_the_next_waits_for_a_thread()
    {
        var threads = Create(width: 2);
        var (first, second, third) = (Execute(threads), Execute(threads), Execute(threads));
        first.AwaitBegun();
        second.AwaitBegun();
        Assert.Equal(2, threads.Count);
        Assert.False(third.HasBegun);

        second.LetGo();

        third.AwaitBegun();
        Assert.Equal(2, threads.Count);
        Assert.Equal(second.Thread, third.Thread);
    }

    [Fact]
    public void What_has_waited_longest_is_begun_first()
    {
        var threads = Create(width: 1);
        var begun = new ConcurrentQueue<int>();
        var first = Execute(threads);
        var others = Enumerable.Range(0, 20).Select(i => Execute(threads, () => begun.Enqueue(i))).ToArray();
        foreach (var other in others)
            other.LetGo();

        first.LetGo();

        others[^1].AwaitBegun();
        Assert.Equal(Enumerable.Range(0, 20), begun);
    }

    [Fact]
    public void A_thread_that_was_asleep_is_used_again()
    {
        var threads = Create(width: 4);
        for (var i = 0; i < 50; i++)
        {
            var computation = Execute(threads);
            computation.LetGo();
            computation.AwaitBegun();
        }

        Assert.InRange(threads.Count, 1, 4);
    }

    [Fact]
    public void Of_the_threads_that_sleep_the_one_that_worked_last_is_woken()
    {
        var threads = Create(width: 3);
        Computation[] sideBySide = [Execute(threads), Execute(threads), Execute(threads)];
        foreach (var (computation, asleep) in sideBySide.Zip([1, 2, 3]))
        {
            computation.AwaitBegun();
            computation.LetGo();
            Assert.True(SpinWait.SpinUntil(() => threads.Asleep == asleep, Deadline));
        }

        var next = Execute(threads);
        next.AwaitBegun();
        Assert.Equal(sideBySide[2].Thread, next.Thread);

        var afterNext = Execute(threads);
        afterNext.AwaitBegun();
        Assert.Equal(sideBySide[1].Thread, afterNext.Thread);
    }

    [Fact]
    public void A_computation_that_blocks_every_thread_holds_the_next_up_no_longer_than_the_patience()
    {
        var threads = Create(width: 1);
        Execute(threads).AwaitBegun();
        var (next, last) = (Execute(threads), Execute(threads));
        Assert.False(next.HasBegun);

        _patience.IsOver();
        next.AwaitBegun();
        Assert.Equal(2, threads.Count);
        Assert.False(last.HasBegun);

        _patience.IsOver();
        last.AwaitBegun();
        Assert.Equal(3, threads.Count);
    }

    [Fact]
    public void As_long_as_computations_are_begun_there_are_no_more_threads()
    {
        var threads = Create(width: 1);
        var running = Execute(threads);
        for (var i = 0; i < 5; i++)
        {
            var (next, waiting) = (Execute(threads), Execute(threads));
            waiting.LetGo();
            running.LetGo();
            next.AwaitBegun();
            _patience.IsOver();
            running = next;
        }

        Assert.Equal(1, threads.Count);
    }

    [Fact]
    public void Threads_that_are_to_end_do_what_is_left_and_a_later_computation_starts_one_again()
    {
        var threads = Create(width: 2);
        var first = Execute(threads);
        var second = Execute(threads);
        var third = Execute(threads);
        first.AwaitBegun();

        threads.EndWhenIdle();
        first.LetGo();
        second.LetGo();
        third.LetGo();
        third.AwaitBegun();
        Assert.True(SpinWait.SpinUntil(() => threads.Count == 0, Deadline));

        Execute(threads).AwaitBegun();
        Assert.Equal(1, threads.Count);
    }

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

    private ComputeThreads Create(int width) => new("compute", width, TimeSpan.FromMilliseconds(100), _patience, takesFollowUps: true);

    /// <summary>Two threads, both of which sleep: one is about to be used.</summary>
    private ComputeThreads CreateWithOneAsleep()
    {
        var threads = Create(width: 2);
        foreach (var computation in new[] { Execute(threads), Execute(threads) })
        {
            computation.AwaitBegun();
            computation.LetGo();
        }

        Assert.True(SpinWait.SpinUntil(() => threads.Asleep == 2, Deadline));
        return threads;
    }

    private static void Follow(Action action) => Assert.True(ComputeThreads.TryFollow(new FollowUp(action)));

    private Computation Execute(ComputeThreads threads, Action? begun = null)
    {
        var computation = new Computation(begun ?? (() => { }));
        _computations.Add(computation);
        threads.Execute(computation);
        return computation;
    }

    /// <summary>Two threads, one of which does what followed its computation until it is let go: it knows not yet what it computes next.</summary>
    private sealed class OneFreeThread : IDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private int _thread;

        public OneFreeThread(ComputeThreadsSpecs specs)
        {
            Threads = specs.Create(width: 2);
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

    /// <summary>Takes until it is let go.</summary>
    private sealed class Computation(Action begun) : IRunnable
    {
        private readonly ManualResetEventSlim _begun = new();
        private readonly ManualResetEventSlim _end = new();

        public bool HasBegun => _begun.IsSet;

        public int Thread { get; private set; }

        public void Run()
        {
            Thread = Environment.CurrentManagedThreadId;
            begun();
            _begun.Set();
            _end.Wait(Deadline);
        }

        public void Execute() => Run();

        public void AwaitBegun() => Assert.True(_begun.Wait(Deadline));

        public void LetGo() => _end.Set();
    }

    /// <summary>What a computation sets off.</summary>
    private sealed class FollowUp(Action action) : IRunnable
    {
        public void Run() => action();

        public void Execute() => Run();
    }

    /// <summary>A clock whose one timer fires when a spec says so.</summary>
    private sealed class ManualPatience : TimeProvider
    {
        private TimerCallback? _callback;
        private bool _isSet;

        public void IsOver()
        {
            if (!_isSet)
                return;
            _isSet = false;
            _callback!(null);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            return new ManualTimer(this);
        }

        private sealed class ManualTimer(ManualPatience patience) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => patience._isSet = true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}

using System.Collections.Concurrent;
using ActorCritic.Distributed.Workers.Threads;
using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Tests.Threads;

/// <summary>Computations are held up and let go by the specs; the patience is over when they say so.</summary>
public sealed partial class ComputeThreadsSpecs : IDisposable
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

    private ComputeThreads Create(int width) => new("compute", width, TimeSpan.FromMilliseconds(100), _patience, takesFollowUps: true);

    private Computation Execute(ComputeThreads threads, Action? begun = null)
    {
        var computation = new Computation(begun ?? (() => { }));
        _computations.Add(computation);
        threads.Execute(computation);
        return computation;
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

using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Threads;

/// <summary>Runs long computations on a few threads of their own, in the order in which they come.</summary>
/// <remarks>
/// There are as many threads as the computations can make use of, so that workers beyond that number take turns and do not crowd each other out of the
/// caches. A thread with nothing to do sleeps; one that spins takes the core from another that computes. A computation that blocks, because an environment
/// waits for another program, holds nobody up for long: while others wait and none of them has been begun for the length of the patience, there is a
/// thread more.
/// </remarks>
/// <param name="name">The threads are called after it.</param>
/// <param name="width">Threads that compute side by side when none is blocked, ≥ 1.</param>
/// <param name="patience">How long the first in the queue waits until it gets a thread of its own.</param>
/// <param name="timeProvider">The clock of the patience.</param>
internal sealed class ComputeThreads(string name, int width, TimeSpan patience, TimeProvider timeProvider)
{
    private readonly object _gate = new();
    private readonly Queue<IRunnable> _waiting = new();
    private ITimer? _patienceTimer;
    private bool _isTimerSet;
    private int _threads;
    private int _threadsSoFar;
    private int _asleep;
    private long _begun;
    private long _begunIfBlocked;
    private bool _isEnding;

    /// <summary>Threads that there are now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _threads;
        }
    }

    /// <summary>Queues a computation. Returns at once.</summary>
    public void Execute(IRunnable computation)
    {
        lock (_gate)
        {
            _isEnding = false;
            _waiting.Enqueue(computation);
            if (_asleep > 0)
                WakeOne();
            else if (_threads < width)
                StartThread();
            else if (!_isTimerSet)
                SetTimer(_begun);
        }
    }

    /// <summary>The threads end when nothing is left to do. Another computation starts them again.</summary>
    public void EndWhenIdle()
    {
        lock (_gate)
        {
            _isEnding = true;
            while (_asleep > 0)
                WakeOne();
        }
    }

    private void WakeOne()
    {
        // Counted here and not by the one who wakes, so that two computations that come at once wake two.
        _asleep--;
        Monitor.Pulse(_gate);
    }

    private void StartThread()
    {
        _threads++;
        new Thread(Work) { IsBackground = true, Name = $"{name}-{++_threadsSoFar}" }.Start();
    }

    private void Work()
    {
        while (TakeNext() is { } computation)
            computation.Run();
    }

    /// <returns>Null if this thread is to end.</returns>
    private IRunnable? TakeNext()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isEnding)
                {
                    _threads--;
                    return null;
                }

                _asleep++;
                Monitor.Wait(_gate);
            }

            _begun++;
            return _waiting.Dequeue();
        }
    }

    /// <param name="begun">Computations that will have been begun when the patience is over, if all threads are blocked.</param>
    private void SetTimer(long begun)
    {
        _isTimerSet = true;
        _begunIfBlocked = begun;
        _patienceTimer ??= timeProvider.CreateTimer(_ => OnPatienceIsOver(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _patienceTimer.Change(patience, Timeout.InfiniteTimeSpan);
    }

    private void OnPatienceIsOver()
    {
        lock (_gate)
        {
            _isTimerSet = false;
            if (_waiting.Count == 0)
                return;
            if (_begun != _begunIfBlocked)
            {
                SetTimer(_begun);
                return;
            }

            // It begins one, and is blocked by it, perhaps.
            StartThread();
            SetTimer(_begun + 1);
        }
    }
}

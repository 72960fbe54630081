using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Threads;

/// <summary>Runs long computations on a few threads of their own, in the order in which they come.</summary>
/// <remarks>
/// There are as many threads as the computations can make use of, so that workers beyond that number take turns and do not crowd each other out of the
/// caches. A thread with nothing to do sleeps; one that spins takes the core from another that computes. Of those that sleep the one that worked last
/// is woken, so that little work stays on one thread, and on the core that it has warmed. A computation that blocks, because an environment
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
    private readonly Stack<Sleeper> _asleep = new();
    private ITimer? _patienceTimer;
    private bool _isTimerSet;
    private int _threads;
    private int _threadsSoFar;
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

    /// <summary>Those of them that sleep.</summary>
    public int Asleep
    {
        get
        {
            lock (_gate)
                return _asleep.Count;
        }
    }

    /// <summary>Queues a computation. Returns at once.</summary>
    public void Execute(IRunnable computation)
    {
        lock (_gate)
        {
            _isEnding = false;
            _waiting.Enqueue(computation);
            if (_asleep.TryPop(out var sleeper))
                sleeper.Wake();
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
            while (_asleep.TryPop(out var sleeper))
                sleeper.Wake();
        }
    }

    private void StartThread()
    {
        _threads++;
        new Thread(Work) { IsBackground = true, Name = $"{name}-{++_threadsSoFar}" }.Start();
    }

    private void Work()
    {
        var sleeper = new Sleeper();
        while (true)
        {
            IRunnable? computation;
            lock (_gate)
            {
                if (_waiting.TryDequeue(out computation))
                {
                    _begun++;
                }
                else if (_isEnding)
                {
                    _threads--;
                    return;
                }
                else
                {
                    _asleep.Push(sleeper);
                }
            }

            if (computation is null)
                sleeper.Sleep();
            else
                computation.Run();
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

    /// <summary>Where one thread sleeps. It may be woken before it has fallen asleep.</summary>
    private sealed class Sleeper
    {
        private bool _isWoken;

        public void Sleep()
        {
            lock (this)
            {
                while (!_isWoken)
                    Monitor.Wait(this);
                _isWoken = false;
            }
        }

        public void Wake()
        {
            lock (this)
            {
                _isWoken = true;
                Monitor.Pulse(this);
            }
        }
    }
}

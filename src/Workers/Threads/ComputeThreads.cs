using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Threads;

/// <summary>Runs long computations on a few threads of their own, in the order in which they come.</summary>
/// <remarks>
/// There are as many threads as the computations can make use of, so that workers beyond that number take turns and do not crowd each other out of the
/// caches. A thread with nothing to do looks for a computation about as long as it takes to fall asleep and be woken, because the answer to a worker is often
/// just being made, and then sleeps: one that looked for longer would take the core from another that computes. Of those that sleep the one that worked
/// last is woken, so that little work stays on one thread, and on the core that it has warmed. A computation that blocks, because an environment
/// waits for another program, holds nobody up for long: while others wait and none of them has been begun for the length of the patience, there is a
/// thread more.
/// What a computation sets off, short and to be done at once (see <see cref="TryFollow"/>), its own thread does as soon as it has returned: no other thread
/// has to be woken, and what comes of it, the next computation perhaps, finds this thread awake and its caches warm.
/// Computations and what follows them are messages of actors, whose exceptions are Akka's; one that escaped from a thread would end the process.
/// </remarks>
/// <param name="name">The threads are called after it.</param>
/// <param name="width">Threads that compute side by side when none is blocked, ≥ 1.</param>
/// <param name="patience">How long nothing is begun before the first in the queue gets a thread of its own.</param>
/// <param name="timeProvider">The clock of the patience.</param>
/// <param name="takesFollowUps">
/// Whether its threads do what their computations set off. Not where one turn of an actor may be several computations, for what the first sets off would wait for the last.
/// </param>
internal sealed class ComputeThreads(string name, int width, TimeSpan patience, TimeProvider timeProvider, bool takesFollowUps)
{
    /// <summary>How often a thread looks before it sleeps, every 0.4 µs.</summary>
    private const int Looks = 100;

    /// <summary>The calling thread, if it is one that computes and does what that sets off.</summary>
    [ThreadStatic]
    private static Member? s_caller;

    private readonly object _gate = new();
    private readonly Queue<IRunnable> _waiting = new();
    private readonly Stack<Member> _asleep = new();
    private ITimer? _patienceTimer;
    private bool _isTimerSet;
    private int _threads;
    private int _threadsSoFar;
    private long _begun;
    private long _begunIfBlocked;
    private bool _isEnding;

    /// <summary>Threads that look for a computation: as many are taken without waking anybody.</summary>
    private int _looking;

    /// <summary>Whether there is something to take, for those that look without the lock.</summary>
    private volatile bool _isWorkWaiting;

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

    /// <summary>Lets the calling thread do something short after its computation, if it is a thread that computes. Returns at once.</summary>
    /// <returns>Whether it will.</returns>
    public static bool TryFollow(IRunnable followUp)
    {
        if (s_caller is not { } caller)
            return false;
        caller.FollowUps.Enqueue(followUp);
        return true;
    }

    /// <summary>Queues a computation. Returns at once.</summary>
    public void Execute(IRunnable computation)
    {
        lock (_gate)
        {
            _isEnding = false;
            _waiting.Enqueue(computation);
            _isWorkWaiting = true;
            ProvideThread(_looking + (IsAboutToLook ? 1 : 0));
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

    /// <summary>Whether the calling thread is one of these, and free as soon as what it does returns.</summary>
    private bool IsAboutToLook => s_caller is { IsFollowingUp: true, FollowUps.Count: 0 } caller && caller.Threads == this;

    /// <summary>Sees to it that somebody takes the computation that was queued last, unless there are threads enough that are about to look for one.</summary>
    private void ProvideThread(int looking)
    {
        if (_waiting.Count <= looking)
            return;
        if (_asleep.TryPop(out var sleeper))
            sleeper.Wake();
        else if (_threads < width)
            StartThread();
        else if (!_isTimerSet)
            SetTimer(_begun);
    }

    private void StopCountingOnCaller()
    {
        lock (_gate)
            ProvideThread(_looking);
    }

    private void StartThread()
    {
        new Thread(Work) { IsBackground = true, Name = $"{name}-{++_threadsSoFar}" }.UnsafeStart();
        _threads++;
    }

    private void Work()
    {
        var self = new Member(this);
        if (takesFollowUps)
            s_caller = self;
        while (Next(self) is { } computation)
        {
            computation.Run();
            self.FollowUp();
        }
    }

    /// <summary>The next computation of the calling thread, which looks for one and then sleeps until there is one.</summary>
    /// <returns>Null if the thread is to end.</returns>
    private IRunnable? Next(Member self)
    {
        for (var hasLooked = false; ; hasLooked = !hasLooked)
        {
            lock (_gate)
            {
                if (hasLooked)
                    _looking--;
                if (_waiting.TryDequeue(out var computation))
                {
                    _begun++;
                    _isWorkWaiting = _waiting.Count > 0;
                    return computation;
                }

                if (_isEnding)
                {
                    _threads--;
                    return null;
                }

                if (hasLooked)
                    _asleep.Push(self);
                else
                    _looking++;
            }

            if (hasLooked)
                self.Sleep();
            else
                Look();
        }
    }

    private void Look()
    {
        for (var i = 0; i < Looks && !_isWorkWaiting; i++)
            Thread.SpinWait(10);
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
            if (_asleep.TryPop(out var sleeper))
                sleeper.Wake();
            else
                StartThread();
            SetTimer(_begun + 1);
        }
    }

    /// <summary>What one of the threads has for itself.</summary>
    private sealed class Member(ComputeThreads threads)
    {
        private bool _isWoken;

        public ComputeThreads Threads => threads;

        /// <summary>What it does before it looks for another computation.</summary>
        public Queue<IRunnable> FollowUps { get; } = new();

        /// <summary>Its computation has returned.</summary>
        public bool IsFollowingUp { get; private set; }

        public void FollowUp()
        {
            IsFollowingUp = true;
            while (FollowUps.TryDequeue(out var followUp))
            {
                followUp.Run();

                // What was queued for this thread, which was about to look, has to wait now.
                if (FollowUps.Count > 0 && threads._isWorkWaiting)
                    threads.StopCountingOnCaller();
            }

            IsFollowingUp = false;
        }

        /// <summary>Until it is woken, which may have happened before.</summary>
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

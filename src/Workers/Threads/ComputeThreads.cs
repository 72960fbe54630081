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
/// Where two threads set off something at once, one of them finds itself with what came of the other's computation too, because an actor was just on it. It hands that over
/// while the other has nothing to do yet, so that each goes on with its own (<see cref="Share"/>).
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
    private static ComputeThread? s_caller;

    private readonly object _gate = new();
    private readonly List<ComputeThread> _threads = [];
    private readonly Stack<ComputeThread> _asleep = new();

    /// <summary>Computations, in the order in which they came.</summary>
    private readonly Queue<IRunnable> _waiting = new();

    /// <summary>What threads have handed over of what they were to do before they compute again. Whoever is free takes it before it computes.</summary>
    private readonly List<HandedOver> _handedOver = [];
    private ITimer? _patienceTimer;
    private bool _isTimerSet;
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
                return _threads.Count;
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
        caller.FollowUps.Add(followUp);
        return true;
    }

    /// <summary>Queues a computation. Returns at once.</summary>
    /// <remarks>One that a follow-up sets off is the next of its thread, past the queue, where nothing waits in the queue.</remarks>
    public void Execute(IRunnable computation)
    {
        var caller = s_caller is { IsFollowingUp: true, Next: null } thread && thread.Threads == this ? thread : null;
        if (caller is not null && !_isWorkWaiting)
        {
            caller.Next = computation;
            caller.IsFree = false;
            return;
        }

        lock (_gate)
        {
            _isEnding = false;
            _waiting.Enqueue(computation);
            _isWorkWaiting = true;
            ProvideThread(_looking + (caller is { FollowUps.Count: 0 } ? 1 : 0));
        }
    }

    /// <summary>The threads end when nothing is left to do. Another computation starts them again.</summary>
    public void EndWhenIdle()
    {
        lock (_gate)
        {
            _isEnding = true;
            while (TryWake())
            {
            }
        }
    }

    /// <summary>Sees to it that somebody takes the computation that was queued last, unless there are threads enough that are about to look for one.</summary>
    private void ProvideThread(int looking)
    {
        if (_waiting.Count <= looking)
            return;
        if (TryWake())
            return;
        if (_threads.Count < width)
            StartThread();
        else if (!_isTimerSet)
            SetTimer(_begun);
    }

    /// <summary>Wakes the one that fell asleep last, if any sleeps.</summary>
    private bool TryWake()
    {
        if (!_asleep.TryPop(out var sleeper))
            return false;
        sleeper.Wake();
        return true;
    }

    private void StartThread()
    {
        var thread = new ComputeThread(this);
        _threads.Add(thread);
        new Thread(() => Work(thread)) { IsBackground = true, Name = $"{name}-{++_threadsSoFar}" }.UnsafeStart();
    }

    private void Work(ComputeThread self)
    {
        if (takesFollowUps)
            s_caller = self;
        while (FindWork(self))
        {
            if (self.FollowUps.Count == 0)
                self.Compute();
            FollowUp(self);
        }
    }

    /// <summary>Gives the calling thread its next computation, or something that was handed over. It looks for one, and then sleeps until there is one.</summary>
    /// <returns>False if the thread is to end.</returns>
    private bool FindWork(ComputeThread self)
    {
        for (var hasLooked = false; ; hasLooked = !hasLooked)
        {
            lock (_gate)
            {
                if (hasLooked)
                    _looking--;
                if (TryTake(self))
                {
                    _isWorkWaiting = _waiting.Count + _handedOver.Count > 0;
                    return true;
                }

                if (_isEnding)
                {
                    _threads.Remove(self);
                    return false;
                }

                self.IsFree = !hasLooked;
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

    private bool TryTake(ComputeThread self)
    {
        for (var i = 0; i < _handedOver.Count; i++)
        {
            // Its own comes back to it only where it has nothing to compute.
            if (_handedOver[i].From == self && self.Next is not null)
                continue;
            self.FollowUps.Add(_handedOver[i].FollowUp);
            _handedOver.RemoveAt(i);

            // A computation may have counted on this thread.
            ProvideThread(_looking);
            return true;
        }

        if (self.Next is null && !_waiting.TryDequeue(out self.Next))
            return false;
        _begun++;
        self.IsFree = false;

        // Whom it was handed over to may be long on something else.
        if (_handedOver.Count > 0 && _looking == 0)
            TryWake();
        return true;
    }

    private void Look()
    {
        for (var i = 0; i < Looks && !_isWorkWaiting; i++)
            Thread.SpinWait(10);
    }

    private void FollowUp(ComputeThread self)
    {
        self.IsFollowingUp = true;
        while (self.FollowUps.Count > 0)
        {
            self.TakeFollowUp().Run();
            if (self.FollowUps.Count > 0 && (self.FollowUps.Count > 1 || self.Next is not null || _isWorkWaiting))
                Share(self);
        }

        self.IsFollowingUp = false;
    }

    /// <summary>Gives others what would have to wait for the calling thread, which has more to do before it computes again.</summary>
    /// <remarks>
    /// What it was to do last came of another's computation, as a rule; that is handed over while another thread is free, which would probably have to wait for it. If there is none, this
    /// thread does it, and its next computation is anybody's: it, and what was queued for this thread to find, has to wait now.
    /// </remarks>
    private void Share(ComputeThread self)
    {
        lock (_gate)
        {
            var free = -_handedOver.Count;
            foreach (var thread in _threads)
                free += thread != self && thread.IsFree ? 1 : 0;
            for (var own = self.Next is null ? 1 : 0; self.FollowUps.Count > own && free > 0; free--)
                _handedOver.Add(new HandedOver(self.TakeLastFollowUp(), self));
            if (self.FollowUps.Count > 0 && self.Next is { } next)
            {
                _waiting.Enqueue(next);
                self.Next = null;
            }

            _isWorkWaiting = _waiting.Count + _handedOver.Count > 0;
            if (self.FollowUps.Count > 0)
                ProvideThread(_looking);
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
            if (!TryWake())
                StartThread();
            SetTimer(_begun + 1);
        }
    }

    /// <summary>A class, for lists of it need no compiler when the program starts.</summary>
    private sealed record HandedOver(IRunnable FollowUp, ComputeThread From);
}

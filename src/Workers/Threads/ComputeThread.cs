using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Threads;

/// <summary>What one of the <see cref="ComputeThreads"/> has for itself. Touched by its own thread only, except where it says otherwise.</summary>
internal sealed class ComputeThread(ComputeThreads threads)
{
    /// <summary>What it computes next; null while it has still to look for that.</summary>
    public IRunnable? Next;
    private volatile bool _isFree;
    private bool _isWoken;

    /// <summary>Those it is one of.</summary>
    public ComputeThreads Threads => threads;

    /// <summary>What it does before it computes again, in this order; a handful at most.</summary>
    public List<IRunnable> FollowUps { get; } = [];

    /// <summary>Its computation has returned, and it does what follows.</summary>
    public bool IsFollowingUp { get; set; }

    /// <summary>Whether it has computed something, does not know yet what it computes next, and has not fallen asleep over it. Read by others.</summary>
    public bool IsFree
    {
        get => _isFree;
        set => _isFree = value;
    }

    /// <summary>Computes what is next.</summary>
    public void Compute()
    {
        var computation = Next!;
        Next = null;
        computation.Run();
        IsFree = true;
    }

    /// <summary>Takes out what is to be done first.</summary>
    public IRunnable TakeFollowUp() => Take(0);

    /// <summary>Takes out what is to be done last.</summary>
    public IRunnable TakeLastFollowUp() => Take(FollowUps.Count - 1);

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

    /// <summary>By another thread.</summary>
    public void Wake()
    {
        lock (this)
        {
            _isWoken = true;
            Monitor.Pulse(this);
        }
    }

    private IRunnable Take(int index)
    {
        var followUp = FollowUps[index];
        FollowUps.RemoveAt(index);
        return followUp;
    }
}

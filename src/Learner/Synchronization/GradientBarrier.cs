using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Synchronization;

/// <summary>Collects one gradient of every live worker for a synchronous update, and decides when a round is complete.</summary>
/// <remarks>
/// A round belongs to one version of the parameters. Awaited are all registered workers, those that join meanwhile too, for they are given the same
/// version. Not awaited is
/// a worker that failed or missed a whole round by the deadline, until something is heard of it again: its gradient, be it too stale, or its node's word
/// that it goes on;
/// a worker whose gradient of this round was refused for its contents, until the next round: it may never make a sound one.
/// Their gradients still count if they come before the round is over. A node that leaves takes its gradients with it.
/// The deadline runs from the first gradient of a round: how long rollouts take is not asked, only how much longer one takes than another. Without the
/// deadline a dead worker would hold the others forever; as in Chen et al. 2016, who drop the gradients of the slowest workers, it costs one gradient.
/// </remarks>
/// <param name="timeout">How long the first gradient of a round waits for the last, above 0.</param>
/// <param name="startWorkers">Workers that must be registered before the first round can be complete, ≥ 1.</param>
public sealed class GradientBarrier(TimeSpan timeout, int startWorkers)
{
    /// <summary>By index: a round is handed over in this order, whatever the order of arrival.</summary>
    private readonly SortedList<int, Member> _members = [];
    private readonly int[] _counts = new int[Enum.GetValues<Standing>().Length];
    private DateTimeOffset? _waitingSince;

    /// <summary>Whether so many workers have registered that rounds can be completed; once true, it stays so.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Workers that the round waits for.</summary>
    public int AwaitedWorkers => _counts[(int)Standing.Awaited];

    /// <summary>Gradients that wait for the others.</summary>
    public int WaitingGradients => _counts[(int)Standing.Contributed];

    /// <summary>A node has registered: its workers are awaited from this round on.</summary>
    public void Join(WorkerNode node, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(node);
        for (var worker = node.FirstWorker; node.Has(worker); worker++)
        {
            _members.Add(worker, new Member());
            _counts[(int)Standing.Awaited]++;
        }

        if (HasStarted || _members.Count < startWorkers)
            return;

        // Before the start nobody was late.
        HasStarted = true;
        if (WaitingGradients > 0)
            _waitingSince = now;
    }

    /// <summary>A node has left.</summary>
    /// <returns>How many gradients that waited are gone with it.</returns>
    public int Leave(WorkerNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var before = WaitingGradients;
        for (var worker = node.FirstWorker; node.Has(worker); worker++)
        {
            Change(_members[worker], Standing.Absent);
            _members.Remove(worker);
            _counts[(int)Standing.Absent]--;
        }

        return before - WaitingGradients;
    }

    /// <summary>An admitted gradient, of the current version.</summary>
    /// <returns>Whether one of the same worker waited already. It is dropped: a worker makes another only once its node has given up the first.</returns>
    public bool Contribute(SubmitGradient gradient, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        var member = _members[gradient.Worker];
        var isReplaced = member.Standing == Standing.Contributed;
        Change(member, Standing.Contributed);
        member.Gradient = gradient;
        _waitingSince ??= now;
        return isReplaced;
    }

    /// <summary>A gradient of a registered worker was refused; the worker goes on with the newest parameters.</summary>
    public void Rejected(int worker, GradientRejectionReason reason)
    {
        var member = _members[worker];
        if (member.Standing == Standing.Contributed || reason == GradientRejectionReason.Duplicate)
            return;
        Change(member, reason == GradientRejectionReason.TooStale ? Standing.Awaited : Standing.Excused);
    }

    /// <summary>The node of a registered worker has given up a gradient; the worker goes on with the newest parameters.</summary>
    public void Lost(int worker, long sequence)
    {
        var member = _members[worker];
        if (member.Standing != Standing.Contributed || member.Gradient?.Sequence == sequence)
            Change(member, Standing.Awaited);
    }

    /// <summary>A registered worker has died. What it had contributed stays.</summary>
    public void WorkerFailed(int worker)
    {
        var member = _members[worker];
        if (member.Standing != Standing.Contributed)
            Change(member, Standing.Absent);
    }

    /// <summary>Ends the round if it is complete, or overdue, and begins the next.</summary>
    /// <returns>Its gradients in the order of the workers' indices; empty if the round goes on.</returns>
    public IReadOnlyList<SubmitGradient> TakeRound(DateTimeOffset now)
    {
        if (!HasStarted || WaitingGradients == 0 || (AwaitedWorkers > 0 && now - _waitingSince < timeout))
            return [];

        var round = new List<SubmitGradient>(WaitingGradients);
        foreach (var member in _members.Values)
        {
            if (member.Gradient is { } gradient)
                round.Add(gradient);
            Change(member, member.Standing is Standing.Awaited or Standing.Absent ? Standing.Absent : Standing.Awaited);
        }

        return round;
    }

    /// <summary>The run is over: nothing is waited for any more.</summary>
    /// <returns>How many gradients had waited.</returns>
    public int Close()
    {
        var waiting = WaitingGradients;
        foreach (var member in _members.Values)
            Change(member, Standing.Absent);
        return waiting;
    }

    private void Change(Member member, Standing standing)
    {
        _counts[(int)member.Standing]--;
        _counts[(int)standing]++;
        member.Standing = standing;
        member.Gradient = null;
        if (WaitingGradients == 0)
            _waitingSince = null;
    }

    private enum Standing
    {
        /// <summary>Is computing; the round waits for it.</summary>
        Awaited,

        /// <summary>Its gradient waits for the others.</summary>
        Contributed,

        /// <summary>Was refused in this round, which does not wait for it; the next one does.</summary>
        Excused,

        /// <summary>Nothing is heard of it; no round waits for it.</summary>
        Absent,
    }

    private sealed class Member
    {
        public Standing Standing { get; set; }

        public SubmitGradient? Gradient { get; set; }
    }
}

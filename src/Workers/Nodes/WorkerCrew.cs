using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Rollouts;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Nodes;

/// <summary>The workers of a node: their places, the actors that fill them now, and the rollouts they are told to play.</summary>
/// <param name="options">How many there are, their deadlines and pauses.</param>
/// <param name="source">Where they come from.</param>
/// <param name="context">The node's, whose children they are.</param>
internal sealed class WorkerCrew(WorkerNodeOptions options, IWorkerSource source, IActorContext context)
{
    /// <summary>By run-wide index. A place outlives its worker, and also a registration: the next incarnation needs a number of its own.</summary>
    private readonly Dictionary<int, WorkerSlot> _slots = [];

    /// <summary>Those that live, both ways round.</summary>
    private readonly Dictionary<IActorRef, WorkerSlot> _alive = [];
    private readonly Dictionary<WorkerSlot, IActorRef> _actors = [];

    /// <summary>Workers that live.</summary>
    public int Alive => _alive.Count;

    /// <summary>Every place there ever was.</summary>
    public IReadOnlyCollection<WorkerSlot> Slots => _slots.Values;

    /// <summary>The place of a worker that lives.</summary>
    /// <returns>False for one that was stopped, or is none.</returns>
    public bool TryFind(IActorRef actor, [NotNullWhen(true)] out WorkerSlot? slot) => _alive.TryGetValue(actor, out slot);

    /// <summary>The place of a worker by its run-wide index, whether anybody fills it now or not.</summary>
    public bool TryFindPlace(int worker, [NotNullWhen(true)] out WorkerSlot? slot) => _slots.TryGetValue(worker, out slot);

    /// <summary>Starts as many workers as the node has, and lets each play a rollout.</summary>
    /// <param name="firstWorker">Run-wide index of the first.</param>
    /// <param name="plan">What they do.</param>
    /// <param name="parameters">What they begin with.</param>
    /// <param name="now">The time.</param>
    public void StartAll(int firstWorker, TrainingPlan plan, ParameterSnapshot parameters, DateTimeOffset now)
    {
        for (var worker = firstWorker; worker < firstWorker + options.WorkerCount; worker++)
        {
            if (!_slots.TryGetValue(worker, out var slot))
                _slots[worker] = slot = new WorkerSlot(worker, options);
            Start(slot, plan, parameters, now);
        }
    }

    /// <summary>Another incarnation takes a place and plays a rollout.</summary>
    public void Start(WorkerSlot slot, TrainingPlan plan, ParameterSnapshot parameters, DateTimeOffset now)
    {
        var incarnation = slot.Start();
        var actor = context.ActorOf(source.PropsOf(new WorkerAssignment(slot.Worker, incarnation, plan)), $"worker-{slot.Worker}-{incarnation}");
        _alive[actor] = slot;
        _actors[slot] = actor;
        BeginRollout(slot, parameters, now);
    }

    /// <summary>Tells a worker that waits to play its next rollout.</summary>
    public void BeginRollout(WorkerSlot slot, ParameterSnapshot parameters, DateTimeOffset now)
    {
        slot.BeginRollout(parameters, now);
        _actors[slot].Tell(new RunRollout(parameters, slot.TakeBuffer()));
    }

    /// <summary>Stops the workers whose rollout takes too long. A thread cannot be taken from one: it stops when it should come back.</summary>
    /// <returns>Their places.</returns>
    public IReadOnlyList<WorkerSlot> StopHung(DateTimeOffset now)
    {
        var hung = _alive.Where(worker => worker.Value.IsHung(now)).ToArray();
        foreach (var (actor, _) in hung)
            Stop(actor);
        return [.. hung.Select(worker => worker.Value)];
    }

    /// <summary>Stops all of them.</summary>
    /// <returns>Gradients of theirs whose answer is never heard of.</returns>
    public int StopAll()
    {
        foreach (var actor in _alive.Keys.ToArray())
            Stop(actor);
        return _slots.Values.Sum(slot => slot.Stop());
    }

    /// <summary>A worker died or is to be stopped: nothing of it counts any more.</summary>
    public void Forget(IActorRef actor)
    {
        if (_alive.Remove(actor, out var slot))
            _actors.Remove(slot);
    }

    private void Stop(IActorRef actor)
    {
        context.Stop(actor);
        Forget(actor);
    }
}

using Akka.Actor;
using Akka.Event;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Rollouts;

namespace ActorCritic.Distributed.Workers.Nodes;

/// <summary>
/// The one voice of a node towards the learner, and the parent of its workers: registers, receives the plan and the parameters, hands the newest
/// snapshot to every worker that starts a rollout, sends gradients on, and starts workers again that died. States: Registering → Training → Completed; back to Registering when
/// the learner no longer knows the node.
/// </summary>
public sealed class WorkerNodeActor : ReceiveActor, IWithTimers
{
    private readonly WorkerNodeOptions _options;
    private readonly IActorRef _learner;
    private readonly Func<WorkerAssignment, Props> _propsOfWorker;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private readonly Dictionary<int, WorkerSlot> _slots = [];
    private readonly Dictionary<IActorRef, WorkerSlot> _workers = [];
    private readonly Dictionary<WorkerSlot, IActorRef> _actors = [];
    private WorkerNodeAccepted _registration = null!;
    private ParameterSnapshot _parameters = null!;
    private long _sequence;
    private int _registrationAttempts;

    /// <summary>A node whose workers use the given toolbox.</summary>
    /// <exception cref="ArgumentException">The options have violations; all are named.</exception>
    public WorkerNodeActor(WorkerNodeOptions options, IActorRef learner, WorkerToolbox toolbox)
        : this(options, learner, assignment => RolloutWorkerActor.Props(assignment, toolbox))
    {
    }

    internal WorkerNodeActor(WorkerNodeOptions options, IActorRef learner, Func<WorkerAssignment, Props> propsOfWorker)
    {
        if (options.Violations() is { Count: > 0 } violations)
            throw new ArgumentException(string.Join(" ", violations), nameof(options));
        _options = options;
        _learner = learner;
        _propsOfWorker = propsOfWorker;
        Become(Registering);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Props of a node whose workers use the given toolbox.</summary>
    public static Props Props(WorkerNodeOptions options, IActorRef learner, WorkerToolbox toolbox) =>
        Akka.Actor.Props.Create(() => new WorkerNodeActor(options, learner, toolbox));

    /// <summary>A worker that throws is stopped; another incarnation follows after a pause. Its siblings go on.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        if (_workers.TryGetValue(Sender, out var slot))
            OnWorkerLost(Sender, slot, cause.InOneLine());
        return Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void PreStart() => StartRegistering();

    private void Registering()
    {
        Receive<Register>(_ => OnRegister());
        Receive<WorkerNodeAccepted>(OnAccepted, message => message.Node == _options.Node);
        Receive<WorkerNodeRejected>(OnRejected, message => message.Node == _options.Node);
        Receive<TrainingCompleted>(_ => Complete());
        ReceiveAny(_ => { });
    }

    private void Training()
    {
        Receive<RolloutCompleted>(OnRolloutCompleted);
        Receive<GradientApplied>(OnApplied, message => IsOfThisTerm(message.Run, message.Term));
        Receive<GradientRejected>(OnGradientRejected);
        Receive<ParametersPublished>(OnParametersPublished, message => IsOfThisTerm(message.Run, message.Term));
        Receive<StartWorker>(message => StartWorkerOf(message.Slot));
        Receive<CheckDeadlines>(_ => OnCheckDeadlines());
        Receive<TrainingCompleted>(_ => Complete(), message => IsOfThisTerm(message.Run, message.Term));

        // Late answers of an earlier term or a learner that asks twice: nothing follows from them.
        ReceiveAny(_ => { });

        bool IsOfThisTerm(string run, long term) => run == _registration.Run && term == _registration.Term;
    }

    private void Completed() => ReceiveAny(_ => { });

    private void StartRegistering()
    {
        _registrationAttempts = 0;
        Timers.StartPeriodicTimer(Register.Instance, Register.Instance, TimeSpan.Zero, _options.RegistrationInterval);
    }

    private void OnRegister()
    {
        if (_registrationAttempts++ > 0 && _registrationAttempts % 10 == 0)
            _log.Warning("No learner has answered {0} requests to take part; asking on every {1}.", _registrationAttempts, _options.RegistrationInterval);
        _learner.Tell(new RegisterWorkerNode(ProtocolVersion.Current, _options.Node, _options.WorkerCount));
    }

    private void OnAccepted(WorkerNodeAccepted accepted)
    {
        _registration = accepted;
        _parameters = accepted.Parameters;
        Timers.Cancel(Register.Instance);
        Timers.StartPeriodicTimer(CheckDeadlines.Instance, CheckDeadlines.Instance, _options.DeadlineCheckInterval);
        Become(Training);
        _learner.Tell(new ParametersReceived(accepted.Run, accepted.Term, _options.Node, _parameters.Version));
        for (var i = 0; i < _options.WorkerCount; i++)
        {
            var worker = accepted.FirstWorker + i;
            if (!_slots.TryGetValue(worker, out var slot))
                _slots[worker] = slot = new WorkerSlot(worker, _options);
            StartWorkerOf(slot);
        }
    }

    private void OnRejected(WorkerNodeRejected rejected)
    {
        // Other reasons can pass: room is made, a learner is upgraded. The node asks on and says so.
        if (rejected.Reason == WorkerNodeRejectionReason.TrainingCompleted)
            Complete();
        else
            _log.Warning("The learner does not let this node take part: {0} Asking again.", rejected.Explanation);
    }

    private void OnParametersPublished(ParametersPublished published)
    {
        if (published.Parameters.Version > _parameters.Version)
            _parameters = published.Parameters;
        _learner.Tell(new ParametersReceived(published.Run, published.Term, _options.Node, _parameters.Version));
    }

    private void OnRolloutCompleted(RolloutCompleted completed)
    {
        // One that was given up as hung may still finish: another has taken its place.
        if (!_workers.TryGetValue(Sender, out var slot))
            return;
        var sequence = ++_sequence;
        slot.Submit(sequence, Now);
        _learner.Tell(new SubmitGradient(
            _registration.Run,
            _registration.Term,
            _options.Node,
            slot.Worker,
            sequence,
            completed.BaseVersion,
            _registration.Plan.LayoutFingerprint,
            completed.Gradient,
            completed.Report));
    }

    private void OnApplied(GradientApplied applied)
    {
        if (!_slots.TryGetValue(applied.Worker, out var slot) || !slot.Awaits(applied.Sequence))
            return;
        slot.ForgiveFailures();
        BeginRollout(slot);
    }

    private void OnGradientRejected(GradientRejected rejected)
    {
        if (!_slots.TryGetValue(rejected.Worker, out var slot) || !slot.Awaits(rejected.Sequence))
            return;
        switch (rejected.Reason)
        {
            case GradientRejectionReason.UnknownRun or GradientRejectionReason.OtherTerm or GradientRejectionReason.UnknownWorker:
                _log.Warning("The learner does not know worker {0} any more ({1}); this node registers again.", rejected.Worker, rejected.Explanation);
                StopWorkers();
                StartRegistering();
                Become(Registering);
                break;
            case GradientRejectionReason.TrainingCompleted:
                break;
            default:
                _log.Debug("Gradient {0} of worker {1} was refused: {2}", rejected.Sequence, rejected.Worker, rejected.Explanation);
                BeginRollout(slot);
                break;
        }
    }

    private void OnCheckDeadlines()
    {
        foreach (var (actor, slot) in _workers.ToArray())
        {
            if (!slot.IsOverdue(Now))
                continue;
            if (slot.Activity == WorkerActivity.AwaitingAnswer)
            {
                _learner.Tell(new GradientLost(_registration.Run, _registration.Term, _options.Node, slot.Worker, slot.SequenceInFlight));
                BeginRollout(slot);
            }
            else
            {
                // Its thread cannot be taken from it; it is stopped for when it should come back.
                Context.Stop(actor);
                OnWorkerLost(actor, slot, $"no rollout within {_options.RolloutTimeout.TotalSeconds:F0} s: the environment's step does not return");
            }
        }
    }

    private void Complete()
    {
        StopWorkers();
        Become(Completed);
    }

    private void StartWorkerOf(WorkerSlot slot)
    {
        var incarnation = slot.Start();
        var actor = Context.ActorOf(_propsOfWorker(new WorkerAssignment(slot.Worker, incarnation, _registration.Plan)), $"worker-{slot.Worker}-{incarnation}");
        _workers[actor] = slot;
        _actors[slot] = actor;
        BeginRollout(slot);
    }

    private void BeginRollout(WorkerSlot slot)
    {
        slot.BeginRollout(Now);
        _actors[slot].Tell(new RunRollout(_parameters));
    }

    private void OnWorkerLost(IActorRef actor, WorkerSlot slot, string cause)
    {
        _workers.Remove(actor);
        var pause = slot.Fail();
        _log.Warning("Worker {0} died ({1}); its rollout is lost and another takes its place in {2:F1} s.", slot.Worker, cause, pause.TotalSeconds);
        _learner.Tell(new WorkerFailed(_registration.Run, _registration.Term, _options.Node, slot.Worker, cause));
        Timers.StartSingleTimer(slot, new StartWorker(slot), pause);
    }

    private void StopWorkers()
    {
        Timers.CancelAll();
        foreach (var actor in _workers.Keys)
            Context.Stop(actor);
        _workers.Clear();
    }

    private sealed record Register : INoSerializationVerificationNeeded
    {
        public static readonly Register Instance = new();
    }

    private sealed record CheckDeadlines : INoSerializationVerificationNeeded
    {
        public static readonly CheckDeadlines Instance = new();
    }

    private sealed record StartWorker(WorkerSlot Slot) : INoSerializationVerificationNeeded;
}

using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using ActorCritic.Distributed.Workers.Progress;
using ActorCritic.Distributed.Workers.Rollouts;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Workers.Nodes;

/// <summary>
/// The one voice of a node towards the learner, and the parent of its workers: registers, receives the plan and the parameters, hands the newest
/// snapshot to every worker that starts a rollout, sends gradients on, and starts workers again that died.
/// </summary>
/// <remarks>
/// States: Registering → Training → Completed; Completed too when the node is asked to leave; back to Registering when the learner is gone or no longer knows the node. Requests to take part go to whoever
/// stands for the learner, wherever that is; everything else to the actor that answered. The term of that actor only rises: a learner that was overtaken by
/// another is not followed again.
/// A node that crashes itself is not restarted: with it went the sequence numbers of its gradients and the incarnations of its workers, so that another would
/// send duplicates and play the same rollouts again. The learner sees that it has left.
/// </remarks>
public sealed class WorkerNodeActor : ReceiveActor, IWithTimers
{
    /// <summary>Props of a node whose workers use the given toolbox.</summary>
    /// <param name="options">How the node runs.</param>
    /// <param name="learner">Who is asked to take part: the learner, or a proxy that knows where it is.</param>
    /// <param name="toolbox">What the workers are made of.</param>
    /// <param name="observer">Is told the records of <see cref="Progress"/>; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static Props Props(WorkerNodeOptions options, IActorRef learner, WorkerToolbox toolbox, IActorRef? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        return Akka.Actor.Props.Create(() => new WorkerNodeActor(options, learner, toolbox, observer ?? ActorRefs.Nobody));
    }

    /// <summary>Time to ask to take part.</summary>
    private sealed record Register : INoSerializationVerificationNeeded
    {
        public static readonly Register Instance = new();
    }

    /// <summary>Time to look for what is overdue.</summary>
    private sealed record CheckDeadlines : INoSerializationVerificationNeeded
    {
        public static readonly CheckDeadlines Instance = new();
    }

    /// <summary>The pause after a worker's failure is over.</summary>
    private sealed record StartWorker(WorkerSlot Slot) : INoSerializationVerificationNeeded;

    private readonly WorkerNodeOptions _options;
    private readonly IActorRef _directory;
    private readonly IActorRef _observer;
    private readonly IWorkerSource _source;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Courier _courier = Courier.For(Context.System);
    private readonly UnansweredRequests _requests = new();
    private readonly WorkerCrew _workers;
    private WorkerNodeAccepted? _lastRegistration;
    private IActorRef _learner = ActorRefs.Nobody;
    private NodeProgressed _progress = NodeProgressed.Start;
    private string? _lastRejection;
    private ParameterSnapshot _parameters = null!;
    private long _sequence;

    /// <summary>Parameters have come since the last message that acknowledged any: the next gradient does, or the next look at deadlines.</summary>
    private bool _owesAcknowledgement;

    /// <summary>Use <see cref="Props"/>.</summary>
    public WorkerNodeActor(WorkerNodeOptions options, IActorRef learner, WorkerToolbox toolbox, IActorRef observer)
        : this(options, learner, new RolloutWorkerSource(toolbox), observer)
    {
    }

    internal WorkerNodeActor(WorkerNodeOptions options, IActorRef learner, IWorkerSource source, IActorRef observer)
    {
        _options = options;
        _directory = learner;
        _source = source;
        _observer = observer;
        _workers = new WorkerCrew(options, source, Context);
        Become(Registering);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>What this node takes part in.</summary>
    private WorkerNodeAccepted Registration => _lastRegistration ?? throw new InvalidOperationException("The node takes part in nothing.");

    /// <summary>A worker that throws is stopped; another incarnation follows after a pause. Its siblings go on.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        cause =>
        {
            // One that is not known any more was stopped while it computed, and threw before it saw that.
            if (_workers.TryFind(Sender, out var slot))
            {
                _workers.Forget(Sender);
                OnWorkerLost(slot, cause.InOneLine(), cause);
            }

            return Directive.Stop;
        },
        loggingEnabled: false);

    /// <inheritdoc/>
    protected override void PreStart() => StartRegistering();

    /// <inheritdoc/>
    protected override void PostStop() => _source.Release();

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _log.Error(reason, "The worker node {0} crashed at a message of type {1}; its {2} workers stop and it takes no further part.", _options.Node, message?.GetType().Name, _workers.Alive);
        base.PreRestart(reason, message!);
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    private void Registering()
    {
        Receive<Register>(_ => OnRegister());
        Receive<LeaveRun>(_ => Leave());
        Receive<WorkerNodeAccepted>(OnAccepted, message => message.Node == _options.Node && !IsOvertaken(message));
        Receive<WorkerNodeRejected>(OnRejected, message => message.Node == _options.Node);

        // Whatever an earlier registration still brings. If it is the end of the run, the next request is answered with that.
        ReceiveAny(_ => { });
    }

    private void Training()
    {
        Receive<RolloutCompleted>(OnRolloutCompleted);
        Receive<GradientApplied>(OnApplied, message => IsOfThisTerm(message.Run, message.Term));
        Receive<GradientRejected>(OnGradientRejected, message => IsOfThisTerm(message.Run, message.Term));
        Receive<ParametersPublished>(message => OnParameters(message.Parameters), message => IsOfThisTerm(message.Run, message.Term));
        Receive<LeaveRun>(_ => Leave());
        Receive<StartWorker>(message => _workers.Start(message.Slot, Registration.Plan, _parameters, Now));
        Receive<CheckDeadlines>(_ => OnCheckDeadlines());
        Receive<TrainingCompleted>(message => Complete(message.Outcome, message.Explanation), message => IsOfThisTerm(message.Run, message.Term));
        Receive<Terminated>(_ => RegisterAgain("it has left the cluster or its machine is gone"), message => message.ActorRef.Equals(_learner));

        // The answer to a request that was sent twice: the learner takes it that the node holds these parameters now.
        Receive<WorkerNodeAccepted>(message => OnParameters(message.Parameters), message => IsOfThisTerm(message.Run, message.Term));

        // Late answers of an earlier term: nothing follows from them.
        ReceiveAny(_ => { });
    }

    private void Completed()
    {
        Receive<LeaveRun>(_ => Leave());
        ReceiveAny(_ => { });
    }

    private bool IsOfThisTerm(string run, long term) => run == Registration.Run && term == Registration.Term;

    /// <summary>Whether it comes from a learner that another has taken over from: this node has heard of a later term of the same run.</summary>
    private bool IsOvertaken(WorkerNodeAccepted accepted) =>
        _lastRegistration is { } last && last.Run == accepted.Run && accepted.Term < last.Term;

    private void StartRegistering()
    {
        _requests.Answered();
        Timers.StartPeriodicTimer(Register.Instance, Register.Instance, _options.RegistrationInterval);
        OnRegister();
    }

    private void OnRegister()
    {
        if (_requests.Ask("to take part", _options.RegistrationInterval) is { } warning)
            _log.Warning("{0}", warning);

        _directory.Tell(new RegisterWorkerNode(ProtocolVersion.Current, _options.Node, _options.WorkerCount));
    }

    private void OnAccepted(WorkerNodeAccepted accepted)
    {
        _lastRegistration = accepted;
        _parameters = accepted.Parameters;
        _learner = Sender;
        _lastRejection = null;
        if (_source.FaultIn(accepted.Plan) is { } fault)
        {
            Decline(fault);
            return;
        }

        Context.Watch(_learner);
        _observer.Tell(new NodeAccepted(accepted, _learner));
        Timers.Cancel(Register.Instance);
        Timers.StartPeriodicTimer(CheckDeadlines.Instance, CheckDeadlines.Instance, _options.DeadlineCheckInterval);
        Become(Training);
        AcknowledgeParameters();
        _workers.StartAll(accepted.FirstWorker, accepted.Plan, _parameters, Now);
    }

    private void OnRejected(WorkerNodeRejected rejected)
    {
        _requests.Answered();
        if (rejected.Reason == WorkerNodeRejectionReason.TrainingCompleted)
        {
            Complete(outcome: null, rejected.Explanation);
            return;
        }

        // Other reasons can pass: room is made, a learner is upgraded. The node asks on and says so, once for each answer.
        if (rejected.Explanation == _lastRejection)
            return;
        _lastRejection = rejected.Explanation;
        _log.Warning("The learner does not let this node take part: {0} Asking again.", rejected.Explanation);
        _observer.Tell(new NodeRejected(rejected.Explanation));
    }

    /// <summary>The handshake's other half: a plan that this node cannot carry out is refused by it.</summary>
    private void Decline(string fault)
    {
        _learner.Tell(new PlanDeclined(Registration.Run, Registration.Term, _options.Node, fault));
        _log.Error("This node cannot take part: {0}", fault);
        Complete(TrainingOutcome.Failed, $"This node cannot take part: {fault}");
    }

    private void OnParameters(ParameterSnapshot parameters)
    {
        // This node holds what it is sent, and the newest until a newer one has come.
        var isNewer = parameters.Version > _parameters.Version;
        (isNewer ? _parameters : parameters).Values.Release();
        if (isNewer)
            _parameters = parameters;
        _owesAcknowledgement = true;
    }

    private void AcknowledgeParameters()
    {
        _learner.Tell(new ParametersReceived(Registration.Run, Registration.Term, _options.Node, _parameters.Version));
        _owesAcknowledgement = false;
    }

    private void OnRolloutCompleted(RolloutCompleted completed)
    {
        // One that was given up as hung may still finish: another has taken its place.
        if (!_workers.TryFind(Sender, out var slot))
            return;
        var sequence = ++_sequence;
        slot.Submit(sequence, completed.Buffer, Now);
        _progress = _progress with
        {
            Submitted = _progress.Submitted + 1,
            EnvironmentSteps = _progress.EnvironmentSteps + completed.Report.EnvironmentSteps,
        };
        _courier.Tell(
            _learner,
            new SubmitGradient(
                Registration.Run,
                Registration.Term,
                _options.Node,
                slot.Worker,
                sequence,
                completed.BaseVersion,
                _parameters.Version,
                Registration.Plan.LayoutFingerprint,
                completed.Buffer.Gradient,
                completed.Report),
            Self);
        _owesAcknowledgement = false;
        GoOn(slot);
    }

    private void OnApplied(GradientApplied applied)
    {
        if (!_workers.TryFindPlace(applied.Worker, out var slot) || !slot.Applied(applied.Sequence))
            return;
        _progress = _progress with { Applied = _progress.Applied + 1 };
        GoOn(slot);
    }

    private void OnGradientRejected(GradientRejected rejected)
    {
        if (!_workers.TryFindPlace(rejected.Worker, out var slot) || !slot.Refused(rejected.Sequence))
            return;
        _progress = _progress with { Rejected = _progress.Rejected + 1 };
        switch (rejected.Reason)
        {
            case GradientRejectionReason.UnknownRun or GradientRejectionReason.OtherTerm or GradientRejectionReason.UnknownWorker:
                RegisterAgain($"it does not know worker {rejected.Worker} any more ({rejected.Explanation.TrimEnd('.')})");
                break;
            case GradientRejectionReason.TrainingCompleted:
                Complete(outcome: null, rejected.Explanation);
                break;
            default:
                _log.Debug("Gradient {0} of worker {1} was refused: {2}", rejected.Sequence, rejected.Worker, rejected.Explanation);
                GoOn(slot);
                break;
        }
    }

    /// <summary>The learner is lost: what it still has to answer is lost with it.</summary>
    private void RegisterAgain(string cause)
    {
        _log.Warning("The learner is lost: {0}. This node stops its workers and registers again.", cause);
        StopWorkers();
        _observer.Tell(new LearnerLost(cause));
        StartRegistering();
        Become(Registering);
    }

    private void OnCheckDeadlines()
    {
        if (_owesAcknowledgement)
            AcknowledgeParameters();
        foreach (var slot in _workers.StopHung(Now))
        {
            OnWorkerLost(
                slot,
                $"no rollout within {_options.RolloutTimeout}: a step of the environment does not return, or {nameof(WorkerNodeOptions.RolloutTimeout)} is too short");
        }

        foreach (var slot in _workers.Slots)
        {
            while (slot.TryGiveUp(Now, out var sequence))
            {
                _progress = _progress with { Lost = _progress.Lost + 1 };
                _learner.Tell(new GradientLost(Registration.Run, Registration.Term, _options.Node, slot.Worker, sequence));
            }

            GoOn(slot);
        }

        ReportProgress();
    }

    private void ReportProgress() => _observer.Tell(_progress with { Version = _parameters.Version });

    private void Complete(TrainingOutcome? outcome, string explanation)
    {
        TakeNoFurtherPart();
        _observer.Tell(new NodeCompleted(outcome, explanation));
    }

    /// <summary>What is in flight counts as lost: nobody waits for its answer any more.</summary>
    private void Leave()
    {
        TakeNoFurtherPart();
        Sender.Tell(RunLeft.Instance);
    }

    private void TakeNoFurtherPart()
    {
        StopWorkers();
        _source.Release();
        Become(Completed);
    }

    /// <summary>The next rollout of a worker that waits, if the plan lets it have another gradient in flight.</summary>
    private void GoOn(WorkerSlot slot)
    {
        if (slot.Activity == WorkerActivity.AwaitingAnswer && slot.InFlight < Registration.Plan.GradientsInFlight)
            _workers.BeginRollout(slot, _parameters, Now);
    }

    private void OnWorkerLost(WorkerSlot slot, string cause, Exception? exception = null)
    {
        var pause = slot.Fail();
        _progress = _progress with { WorkerFailures = _progress.WorkerFailures + 1 };
        _log.Warning(
            exception,
            "Worker {0} of node '{1}' died ({2}). Its rollout is lost, and another takes its place in {3:F1} s.",
            slot.Worker,
            _options.Node,
            cause,
            pause.TotalSeconds);
        _learner.Tell(new WorkerFailed(Registration.Run, Registration.Term, _options.Node, slot.Worker, cause));
        Timers.StartSingleTimer(slot, new StartWorker(slot), pause);
    }

    private void StopWorkers()
    {
        Timers.CancelAll();
        Context.Unwatch(_learner);
        _progress = _progress with { Lost = _progress.Lost + _workers.StopAll() };

        // Last, so that it is never the last word before what follows.
        if (_lastRegistration is not null)
            ReportProgress();
    }
}

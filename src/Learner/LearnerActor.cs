using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Learner.Updates;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Learner;

/// <summary>
/// Owns the shared parameters of one run: admits and applies the gradients of worker nodes, sends the nodes the newest parameters, has
/// versions evaluated, and ends the run. Every decision is made by the plain objects of <see cref="TrainingRun"/>.
/// </summary>
/// <remarks>
/// States: AwaitingWorkers until the first node has registered, or as many workers as a synchronous run begins with → Training →
/// Completing, once the budget is used up, while the evaluations that are due are played → Completed, where only questions are answered. A
/// run that is solved, stopped or failed goes to Completed at once. One that is asked to make way goes to HandingOver, until its successors
/// hold its last state. A learner that crashes is followed by another that goes on from its newest state, under a new term; where none is
/// kept, the run ends as failed.
/// </remarks>
public sealed class LearnerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan DeadlineCheckInterval = TimeSpan.FromSeconds(1);

    /// <summary>The learner of one run.</summary>
    /// <param name="options">What to train and how.</param>
    /// <param name="evaluator">Answers <see cref="EvaluatePolicy"/>.</param>
    /// <param name="observer">
    /// Is told <see cref="MetricsRecorded"/>, <see cref="EvaluationRecorded"/> and, as the last of them, <see cref="RunCompleted"/>.
    /// </param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static Props Props(LearnerOptions options, IActorRef evaluator, IActorRef observer)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        return Props(() => new LearnerStart(options), evaluator, observer);
    }

    /// <summary>A learner whose beginning is only known where and when it starts.</summary>
    /// <param name="start">Asked each time a learner starts here.</param>
    /// <param name="evaluator">Answers <see cref="EvaluatePolicy"/>.</param>
    /// <param name="observer">Is told the facts of the run.</param>
    public static Props Props(Func<LearnerStart> start, IActorRef evaluator, IActorRef observer) =>
        Akka.Actor.Props.CreateBy(new Producer(start, evaluator, observer));

    /// <summary>Time to look for what is overdue.</summary>
    private sealed record CheckDeadlines : INoSerializationVerificationNeeded
    {
        public static CheckDeadlines Instance { get; } = new();
    }

    /// <summary>The last evaluations took too long.</summary>
    private sealed record CompletionTimedOut : INoSerializationVerificationNeeded
    {
        public static CompletionTimedOut Instance { get; } = new();
    }

    /// <summary>The successors took too long.</summary>
    private sealed record HandOverTimedOut : INoSerializationVerificationNeeded
    {
        public static HandOverTimedOut Instance { get; } = new();
    }

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Courier _courier = Courier.For(Context.System);
    private readonly Legacy? _legacy;
    private readonly IRunWitness? _witness;
    private readonly TrainingRun _run;
    private readonly RunReports _reports;
    private readonly NodeConnections _nodes;
    private readonly NodeMembership _members;
    private readonly SuccessorStates _successors;
    private readonly ParameterUpdates<IActorRef> _updates;
    private TrainingCompleted? _completed;

    private LearnerActor(LearnerStart start, IActorRef evaluator, IActorRef observer)
    {
        _legacy = start.Legacy;
        _witness = start.Witness;
        _run = new TrainingRun(start.Options, Now, start.Restored);
        _reports = new RunReports(_run, evaluator, observer, _log);
        _nodes = new NodeConnections(_run, _witness, Context);
        _members = new NodeMembership(_run, _nodes, Context);
        _successors = new SuccessorStates(_run, _legacy, Context);
        _updates = new ParameterUpdates<IActorRef>(_run, _nodes, _witness);
        Become(AwaitingWorkers);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(CheckDeadlines), CheckDeadlines.Instance, DeadlineCheckInterval);
        _witness?.TermBegan(_run.Options.Run, _run.Options.Term, _run.Parameters.Version, _run.Parameters.EnvironmentSteps);
        _successors.WriteCheckpoint();
        if (_run.Parameters.Version > 0)
            _log.Info("Goes on with {0} from version {1}, in term {2}.", _run.Options.Run, _run.Parameters.Version, _run.Options.Term);
        if (_run.Stopping.AlreadySolved is { } solved)
            Complete(solved);
        else if (_run.Stopping.IsBudgetUsedUp(_run.Parameters.EnvironmentSteps))
            WaitForEvaluations();
        else
            _reports.AskEvaluator(Now);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        var cause = $"The learner crashed at {message?.GetType().Name}, with {reason.GetType().Name}: {reason.Message.TrimEnd('.')}.";
        if (_legacy?.Newest.State is { } newest && !_run.Statistics.HasEnded && _legacy.Crashes.MayRestart(newest.Version))
            _log.Error(reason, "{0} Another goes on from version {1}; {2} versions are lost.", cause, newest.Version, _run.Parameters.Version - newest.Version);
        else if (!_run.Statistics.HasEnded)
            Complete(new StopDecision(TrainingOutcome.Failed, cause));
        _reports.TellRows();
        base.PreRestart(reason, message!);
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
        // Made anew, it begins with a state that was kept, or there was none to go on from.
        if (_legacy?.Newest.State is null)
            Context.Stop(Self);
        else
            base.PostRestart(reason);
    }

    private void AwaitingWorkers()
    {
        ReceiveWhileRunning();
        Receive<RegisterWorkerNode>(request =>
        {
            _members.Register(request, Sender);
            if (_run.HasStarted)
                Become(Training);
        });
        ReceiveStatusRequests(TrainingPhase.AwaitingWorkers);
    }

    private void Training()
    {
        ReceiveWhileRunning();
        Receive<RegisterWorkerNode>(request => _members.Register(request, Sender));
        ReceiveStatusRequests(TrainingPhase.Training);
    }

    private void ReceiveWhileRunning()
    {
        Receive<SubmitGradient>(OnSubmitGradient);
        Receive<ParametersReceived>(OnParametersReceived);
        Receive<PolicyEvaluated>(result => ContinueUnless(_reports.Evaluated(_run.EvaluationDesk.Evaluated(result, Now))));
        Receive<EvaluationFailed>(failure => ContinueUnless(_reports.Evaluated(_run.EvaluationDesk.Failed(failure))));
        Receive<WorkerFailed>(OnWorkerFailed);
        Receive<GradientLost>(_members.GradientLost);
        Receive<PlanDeclined>(OnPlanDeclined);
        Receive<RegisterStandby>(request => _successors.Register(request, Sender));
        Receive<LearnerStateReceived>(OnLearnerStateReceived);
        Receive<Terminated>(terminated => ContinueUnless(OnTerminated(terminated)));
        Receive<StopTraining>(OnStopTraining);
        Receive<HandOver>(_ => StartHandingOver());
        Receive<CheckDeadlines>(_ => OnCheckDeadlines());
    }

    private void Completing()
    {
        Receive<SubmitGradient>(gradient => _updates.RefuseAfterTheEnd(gradient, Sender));
        Receive<RegisterWorkerNode>(request => _members.RefuseAfterTheEnd(request, Sender));
        Receive<PolicyEvaluated>(result => CompleteUnlessPending(_reports.Evaluated(_run.EvaluationDesk.Evaluated(result, Now))));
        Receive<EvaluationFailed>(failure => CompleteUnlessPending(_reports.Evaluated(_run.EvaluationDesk.Failed(failure))));
        Receive<CheckDeadlines>(_ => CompleteUnlessPending(_reports.Evaluated(_run.EvaluationDesk.GiveUpOverdue(Now))));
        Receive<CompletionTimedOut>(_ => Complete(_run.Stopping.BudgetUsedUp(_run.Evaluations.Pending)));
        Receive<StopTraining>(_ => Complete(_run.Stopping.BudgetUsedUp(_run.Evaluations.Pending)));
        Receive<Terminated>(terminated => OnTerminated(terminated));
        Receive<RegisterStandby>(request => _successors.Register(request, Sender));
        Receive<LearnerStateReceived>(received => _successors.Acknowledge(received, Sender));
        Receive<HandOver>(_ => StartHandingOver());
        ReceiveStatusRequests(TrainingPhase.Training);
        ReceiveAny(Ignore);
    }

    private void HandingOver()
    {
        Receive<LearnerStateReceived>(received =>
        {
            _successors.Acknowledge(received, Sender);
            StopWhenHandedOver();
        });
        Receive<Terminated>(terminated =>
        {
            _successors.Terminated(terminated.ActorRef);
            StopWhenHandedOver();
        });
        Receive<HandOverTimedOut>(_ =>
        {
            _log.Warning("Not every process that stands by holds the last state after {0}; it is on the disk.", _run.Options.HandOverTimeout);
            Context.Stop(Self);
        });
        ReceiveStatusRequests(TrainingPhase.Training);

        // Whoever sends a gradient now registers with the learner that comes.
        ReceiveAny(Ignore);
    }

    private void Completed()
    {
        Receive<SubmitGradient>(gradient => _updates.RefuseAfterTheEnd(gradient, Sender));
        Receive<RegisterWorkerNode>(request => _members.RefuseAfterTheEnd(request, Sender));
        Receive<RegisterStandby>(_ => Sender.Tell(_completed), request => request.Node != _legacy?.Process);
        Receive<Terminated>(terminated => OnTerminated(terminated));
        Receive<HandOver>(_ => Context.Stop(Self));
        Receive<CheckDeadlines>(_ => TellEverybodyOfTheEnd());
        ReceiveStatusRequests(TrainingPhase.Completed);
        ReceiveAny(Ignore);
    }

    private void ReceiveStatusRequests(TrainingPhase phase) =>
        Receive<GetTrainingStatus>(_ => _courier.Tell(Sender, _run.Status(phase, Now) with { Standbys = _successors.Status }, Self));

    private void OnSubmitGradient(SubmitGradient gradient)
    {
        _nodes.Acknowledge(gradient.Run, gradient.Term, gradient.Node, gradient.ReceivedVersion);
        Follow(_updates.Take(gradient, Sender, _successors.MayApplyNext, Now));
    }

    private void OnLearnerStateReceived(LearnerStateReceived received)
    {
        _successors.Acknowledge(received, Sender);
        CatchUp();
    }

    /// <summary>The processes that stand by may allow more versions than before.</summary>
    private void CatchUp()
    {
        while (_successors.MayApplyNext && _updates.TakeHeld(Now) is { } outcome)
            Follow(outcome);

        if (!_run.Stopping.IsBudgetUsedUp(_run.Parameters.EnvironmentSteps))
            ApplyRound();
    }

    private void Follow(UpdateOutcome outcome)
    {
        if (outcome.Fate == GradientFate.Applied)
            ParametersMoved();
        else if (outcome.Fate == GradientFate.Refused)
            ContinueUnless(outcome.Stop);
    }

    private void ApplyRound()
    {
        if (_updates.ApplyRound(_successors.MayApplyNext, Now))
            ParametersMoved();
    }

    private void ParametersMoved()
    {
        _successors.VersionReached();
        _reports.VersionReached(Now);
        if (_run.Stopping.IsBudgetUsedUp(_run.Parameters.EnvironmentSteps))
            WaitForEvaluations();
    }

    private void OnParametersReceived(ParametersReceived received)
    {
        _nodes.Acknowledge(received.Run, received.Term, received.Node, received.Version);
        _nodes.PublishTo(received.Node);
    }

    private void OnWorkerFailed(WorkerFailed failure)
    {
        if (_members.WorkerFailed(failure, out var stop))
            ContinueUnless(stop);
    }

    private void OnPlanDeclined(PlanDeclined declined)
    {
        if (_members.Declined(declined, Sender, out var stop))
            ContinueUnless(stop);
    }

    private void OnStopTraining(StopTraining request) =>
        Complete(StoppingRule.Requested(request.Cause, _run.Parameters.Version, _run.Parameters.EnvironmentSteps));

    private void OnCheckDeadlines()
    {
        var now = Now;
        _reports.TellRowsInTime(now);
        _nodes.PublishToOverdue();
        _successors.CheckDeadlines();
        CatchUp();
        if (_run.CheckStall(now) is { } sentence)
            _log.Warning("{0}", sentence);
        ContinueUnless(_reports.Evaluated(_run.EvaluationDesk.GiveUpOverdue(now)) ?? _run.CheckStuck(now));
    }

    private StopDecision? OnTerminated(Terminated terminated)
    {
        if (!_successors.Terminated(terminated.ActorRef))
            return _members.Terminated(terminated.ActorRef);
        CatchUp();
        return null;
    }

    private void ContinueUnless(StopDecision? decision)
    {
        if (decision is not null)
        {
            Complete(decision);
            return;
        }

        // Whatever has happened, the round may wait for nobody any more.
        _reports.AskEvaluator(Now);
        ApplyRound();
    }

    private void WaitForEvaluations()
    {
        _updates.RefuseHeldAfterTheEnd();
        _run.Evaluations.TrainingEnded(_run.Parameters);
        _log.Info("The budget is used up; {0} evaluations are left.", _run.Evaluations.Pending);
        Timers.StartSingleTimer(nameof(CompletionTimedOut), CompletionTimedOut.Instance, _run.Options.CompletionTimeout);
        _reports.AskEvaluator(Now);
        Become(Completing);
    }

    private void CompleteUnlessPending(StopDecision? decision)
    {
        if (decision is not null)
            Complete(decision);
        else if (_run.Evaluations.Pending == 0)
            Complete(_run.Stopping.BudgetUsedUp(evaluationsLeft: 0));
        else
            _reports.AskEvaluator(Now);
    }

    private void Complete(StopDecision decision)
    {
        var now = Now;
        _run.End(now);
        _reports.Completed(decision, now);
        _completed = new TrainingCompleted(_run.Options.Run, _run.Options.Term, decision.Outcome, decision.Explanation);
        _successors.Complete(_completed);
        TellEverybodyOfTheEnd();
        _updates.RefuseHeldAfterTheEnd();
        _log.Info("The run {0} is over: {1}", _run.Options.Run, decision.Explanation);
        Timers.CancelAll();
        Timers.StartPeriodicTimer(nameof(CheckDeadlines), CheckDeadlines.Instance, DeadlineCheckInterval);
        Become(Completed);
    }

    /// <summary>Again and again while somebody is there: whoever was cut off for a moment would otherwise wait for a learner for ever.</summary>
    private void TellEverybodyOfTheEnd()
    {
        _nodes.TellAll(_completed!);
        _successors.TellOfTheEnd(_completed!);
    }

    private void StartHandingOver()
    {
        _log.Info("Makes way at version {0}.", _run.Parameters.Version);
        _successors.SendFinalState();
        _reports.MadeWay(Now);
        Timers.CancelAll();
        Timers.StartSingleTimer(nameof(HandOverTimedOut), HandOverTimedOut.Instance, _run.Options.HandOverTimeout);
        Become(HandingOver);
        StopWhenHandedOver();
    }

    private void StopWhenHandedOver()
    {
        if (_successors.AreCurrent)
            Context.Stop(Self);
    }

    /// <summary>What arrives after the end concerns nobody any more.</summary>
    private static void Ignore(object message)
    {
    }

    private sealed class Producer(Func<LearnerStart> start, IActorRef evaluator, IActorRef observer) : IIndirectActorProducer
    {
        public Type ActorType => typeof(LearnerActor);

        public ActorBase Produce() => new LearnerActor(start(), evaluator, observer);

        public void Release(ActorBase actor)
        {
        }
    }
}

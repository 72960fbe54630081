using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Learner.Replication;

/// <summary>
/// Holds the newest state of the active learner for the case that this process has to take over: registers with it, keeps what it sends and acknowledges it.
/// </summary>
/// <remarks>
/// States: Registering → Following → Completed; back to Registering when the learner that sends the states dies, or falls silent.
/// </remarks>
public sealed class StandbyActor : ReceiveActor, IWithTimers
{
    /// <summary>The standby of one process.</summary>
    /// <param name="learner">The active learner, or whatever finds it. From its first state on the standby talks to the learner itself.</param>
    /// <param name="newest">Where the states go.</param>
    /// <param name="observer">Is told <see cref="TrainingCompleted"/> when the run is over.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static Props Props(StandbyOptions options, IActorRef learner, NewestLearnerState newest, IActorRef observer)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(newest);
        options.ThrowIfInvalid();
        return Akka.Actor.Props.Create(() => new StandbyActor(options, learner, newest, observer));
    }

    /// <summary>Time to ask for the state.</summary>
    private sealed record Register : INoSerializationVerificationNeeded
    {
        public static readonly Register Instance = new();
    }

    /// <summary>No state has come for a while.</summary>
    private sealed record FellSilent : INoSerializationVerificationNeeded
    {
        public static readonly FellSilent Instance = new();
    }

    private readonly StandbyOptions _options;
    private readonly IActorRef _learner;
    private readonly NewestLearnerState _newest;
    private readonly IActorRef _observer;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly UnansweredRequests _requests = new();

    /// <summary>Who sends the states, watched; Nobody before the first.</summary>
    private IActorRef _sender = ActorRefs.Nobody;
    private string _lastRefusal = "";

    /// <summary>Use <see cref="Props"/>.</summary>
    public StandbyActor(StandbyOptions options, IActorRef learner, NewestLearnerState newest, IActorRef observer)
    {
        _options = options;
        _learner = learner;
        _newest = newest;
        _observer = observer;
        Become(Registering);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => StartRegistering();

    private void Registering()
    {
        Receive<Register>(_ => OnRegister());
        Receive<StandbyRejected>(OnRejected, message => message.Node == _options.Node);
        ReceiveInEveryState();
    }

    private void Following()
    {
        Receive<FellSilent>(_ =>
        {
            _log.Debug("No state has come for {0}; asking for it again.", _options.SilenceTimeout);
            RegisterAgain();
        });
        Receive<Terminated>(OnTerminated);
        ReceiveInEveryState();
    }

    private void ReceiveInEveryState()
    {
        Receive<LearnerStateReplicated>(message => OnState(message.State));
        Receive<TrainingCompleted>(OnCompleted, message => !IsOutdated(message));

        // Late answers to requests that were sent twice, and what an old learner still says.
        ReceiveAny(_ => { });
    }

    private void Completed() => ReceiveAny(_ => { });

    private void StartRegistering()
    {
        _requests.Answered();
        Timers.StartPeriodicTimer(Register.Instance, Register.Instance, _options.RegistrationInterval);
        OnRegister();
    }

    private void RegisterAgain()
    {
        Timers.Cancel(FellSilent.Instance);
        Become(Registering);
        StartRegistering();
    }

    private void OnRegister()
    {
        if (_requests.Ask("to stand by", _options.RegistrationInterval) is { } warning)
            _log.Warning("{0}", warning);

        _learner.Tell(new RegisterStandby(ProtocolVersion.Current, _options.Node));
    }

    private void OnRejected(StandbyRejected rejected)
    {
        _requests.Answered();

        // The reason can pass: room is made, a learner is upgraded. The standby asks on and says so once.
        Refuse($"The learner does not let this process stand by: {rejected.Explanation} Asking again.");
    }

    private void OnState(LearnerState state)
    {
        switch (_newest.Offer(state))
        {
            case OfferedState.Kept:
                Follow(Sender);
                Sender.Tell(new LearnerStateReceived(state.Run, state.Term, _options.Node, state.Version));
                break;
            case OfferedState.OtherRun:
                Refuse(
                    $"A learner of the run '{state.Run}' sends its state, and this process holds one of the run '{_newest.State?.Run}', "
                    + "which it does not give up; start this process again to stand by for the other run.");
                break;
            case OfferedState.Older:
                // An old learner's, or one that was overtaken on its way: whoever sent it is not told that it is safe here.
                break;
        }
    }

    private void Follow(IActorRef sender)
    {
        _lastRefusal = "";
        if (!_sender.Equals(sender))
        {
            if (!_sender.IsNobody())
                Context.Unwatch(_sender);
            _sender = Context.Watch(sender);
        }

        Timers.Cancel(Register.Instance);
        Timers.StartSingleTimer(FellSilent.Instance, FellSilent.Instance, _options.SilenceTimeout);
        Become(Following);
    }

    private void OnTerminated(Terminated terminated)
    {
        if (!terminated.ActorRef.Equals(_sender))
            return;
        _sender = ActorRefs.Nobody;
        _log.Info("The active learner is gone; this process holds version {0} of term {1}.", _newest.State?.Version, _newest.State?.Term);
        RegisterAgain();
    }

    private void OnCompleted(TrainingCompleted completed)
    {
        Timers.CancelAll();
        _observer.Tell(completed);
        Become(Completed);
    }

    /// <summary>Whether it is of another run than the one that is held here, or of an earlier term.</summary>
    private bool IsOutdated(TrainingCompleted completed) =>
        _newest.State is { } held && (completed.Run != held.Run || completed.Term < held.Term);

    private void Refuse(string sentence)
    {
        if (sentence == _lastRefusal)
            return;
        _lastRefusal = sentence;
        _log.Warning("{0}", sentence);
    }
}

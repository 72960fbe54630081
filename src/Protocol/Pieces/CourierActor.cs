using System.Runtime.Serialization;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>
/// Carries messages that are too large for one frame: cuts those of this process into pieces for the courier of the target's node, and puts together those
/// that come from other nodes. One in each process of a cluster, at /user/<see cref="ActorName"/>; actors reach it through <see cref="Courier"/>.
/// </summary>
/// <remarks>
/// One state. A message arrives whole or not at all, and at most once; what is lost is counted by reason, see <see cref="GetCourierStatus"/>. Which piece
/// goes next is decided by <see cref="OutgoingTransfers"/>, what becomes of an arriving one by <see cref="PieceAssembler"/>.
/// </remarks>
public sealed class CourierActor : ReceiveActor, IWithTimers
{
    /// <summary>Name of the actor under /user, the same on every node.</summary>
    public const string ActorName = "courier";

    /// <summary>Props of the courier of a process.</summary>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static Props Props(CourierOptions? options = null)
    {
        options ??= new CourierOptions();
        options.ThrowIfInvalid();
        return Akka.Actor.Props.Create(() => new CourierActor(options));
    }

    /// <summary>A message for another node.</summary>
    /// <param name="Length">Bytes of the encoded message at most.</param>
    internal sealed record Dispatch(IActorRef Target, ITrainingMessage Message, long Length, IActorRef? Sender) : INoSerializationVerificationNeeded;

    /// <summary>Time to look for what is overdue.</summary>
    private sealed record CheckDeadlines : INoSerializationVerificationNeeded
    {
        public static readonly CheckDeadlines Instance = new();
    }

    private readonly CourierOptions _options;
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)Context.System;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PieceAssembler _assembler;

    /// <summary>By the address of the node; those that are idle are forgotten.</summary>
    private readonly Dictionary<Address, Route> _routes = [];
    private readonly Dictionary<SendingLoss, long> _sendingLosses = [];
    private readonly Dictionary<PieceOutcome, long> _piecesRefused = [];

    /// <summary>Starts from the clock, so that a courier that was restarted does not use its numbers again.</summary>
    private ulong _transfer = (ulong)Context.System.Scheduler.Now.UtcTicks;
    private long _sent;
    private long _received;

    /// <summary>Use <see cref="Props"/>.</summary>
    public CourierActor(CourierOptions options)
    {
        _options = options;
        _assembler = new PieceAssembler(options);
        Receive<Dispatch>(OnDispatch);
        Receive<MessagePiece>(OnPiece);
        Receive<MessagePieceReceived>(OnReceipt);
        Receive<CheckDeadlines>(_ => OnCheckDeadlines());
        Receive<GetCourierStatus>(_ => Sender.Tell(Status()));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(CheckDeadlines.Instance, CheckDeadlines.Instance, _options.DeadlineCheckInterval);
        Courier.For(Context.System).Register(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Courier.For(Context.System).Unregister();

    private void OnDispatch(Dispatch dispatch)
    {
        var address = dispatch.Target.Path.Address;
        if (!_routes.TryGetValue(address, out var route))
        {
            var courier = _system.Provider.ResolveActorRef(new RootActorPath(address) / "user" / ActorName);
            _routes.Add(address, route = new Route(courier, new OutgoingTransfers(_options, () => _transfer++, Encode, OnLost)));
        }

        route.Transfers.Post(new Letter(PathOf(dispatch.Target), PathOf(dispatch.Sender), dispatch.Message, dispatch.Length));
        SendPieces(address, route);
    }

    private void OnReceipt(MessagePieceReceived receipt)
    {
        if (!_routes.TryGetValue(Sender.Path.Address, out var route))
            return;
        if (route.Transfers.Acknowledge(receipt, Now))
            _sent++;
        SendPieces(Sender.Path.Address, route);
    }

    private void OnPiece(MessagePiece piece)
    {
        var (outcome, whole) = _assembler.Accept(Sender.Path.ToSerializationFormat(), piece, Now);
        if (whole is not null)
            outcome = HandOn(whole);
        if (outcome != PieceOutcome.Accepted)
            OnRefused(piece, outcome);
        Sender.Tell(new MessagePieceReceived(piece.Transfer, piece.Index, outcome));
    }

    private void OnCheckDeadlines()
    {
        foreach (var (address, route) in _routes)
        {
            route.Transfers.GiveUpOverdue(Now);
            SendPieces(address, route);
        }

        _assembler.ForgetSilent(Now);
    }

    private void SendPieces(Address address, Route route)
    {
        while (route.Transfers.TakePiece(Now) is { } piece)
            route.Courier.Tell(piece, Self);
        if (route.Transfers.IsIdle)
            _routes.Remove(address);
    }

    /// <summary>Only an actor of this process is handed anything, so that nobody can have this node pass messages on to others.</summary>
    private PieceOutcome HandOn(AssembledMessage whole)
    {
        object message;
        try
        {
            message = _system.Serialization.Deserialize(whole.Bytes, TrainingMessageSerializer.WireIdentifier, whole.Manifest);
        }
        catch (SerializationException exception)
        {
            _log.Error(exception, "A message of {0} bytes from {1} was refused: {2}", whole.Bytes.Length, Sender, exception.Message);
            return PieceOutcome.Malformed;
        }

        var target = ActorAt(whole.Target);
        if (target is not IActorRefScope { IsLocal: true } or EmptyLocalActorRef)
            return PieceOutcome.UnknownRecipient;
        target.Tell(message, whole.Sender.Length == 0 ? ActorRefs.NoSender : ActorAt(whole.Sender));
        _received++;
        return PieceOutcome.Accepted;
    }

    private void OnRefused(MessagePiece piece, PieceOutcome outcome)
    {
        _piecesRefused[outcome] = _piecesRefused.GetValueOrDefault(outcome) + 1;

        // The rest of a transfer that has failed: its failure was said already.
        if (outcome is PieceOutcome.Duplicate or PieceOutcome.UnknownTransfer)
            return;
        _log.Warning(
            "Piece {0} of a message of {1} bytes from {2} for {3} was refused ({4}); the message is lost.",
            piece.Index,
            piece.TotalLength,
            Sender,
            piece.Target,
            outcome);
    }

    private void OnLost(LostLetter loss)
    {
        _sendingLosses[loss.Reason] = _sendingLosses.GetValueOrDefault(loss.Reason) + 1;

        // That the newest snapshot overtakes an older one is as it should be.
        if (loss.Reason != SendingLoss.Superseded)
            _log.Warning("A {0} for {1} is lost: {2}.", loss.Letter.Message.GetType().Name, loss.Letter.Target, loss.Explanation);
    }

    private EncodedMessage Encode(ITrainingMessage message) =>
        _system.Serialization.FindSerializerFor(message) is TrainingMessageSerializer serializer
            ? new EncodedMessage(serializer.Manifest(message), serializer.ToBinary(message))
            : throw new SerializationException(
                $"{nameof(TrainingMessageSerializer)} is not bound to {message.GetType().Name}; add {nameof(ProtocolConfiguration)} to the ActorSystem.");

    private string PathOf(IActorRef? actor) =>
        actor.IsNobody() ? "" : actor!.Path.ToSerializationFormatWithAddress(_system.Provider.DefaultAddress);

    /// <summary>The actor of this path; the dead letters for what is no path.</summary>
    private IActorRef ActorAt(string path)
    {
        try
        {
            return _system.Provider.ResolveActorRef(path);
        }
        catch (FormatException)
        {
            // Akka takes whatever follows the # for a number.
            return _system.DeadLetters;
        }
    }

    private CourierStatus Status() => new(
        _sent,
        new Dictionary<SendingLoss, long>(_sendingLosses),
        _received,
        new Dictionary<PieceOutcome, long>(_piecesRefused),
        _assembler.ReplacedCount,
        _assembler.AbandonedCount,
        _routes.Values.Sum(route => route.Transfers.WaitingCount),
        _assembler.Length);

    /// <summary>What is on its way to one node.</summary>
    private sealed record Route(IActorRef Courier, OutgoingTransfers Transfers);
}

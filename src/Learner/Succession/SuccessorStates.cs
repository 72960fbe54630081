using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Learner.Succession;

/// <summary>
/// The learner's side of replication: sends its state to the processes that stand by, and to the disk. It belongs to <see cref="LearnerActor"/> and is
/// called by nobody else; when something is due is decided by <see cref="ReplicationSchedule"/>.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="legacy">What stays in the process; null where nobody succeeds.</param>
/// <param name="context">The learner's actor context.</param>
internal sealed class SuccessorStates(TrainingRun run, Legacy? legacy, IActorContext context)
{
    private readonly Dictionary<string, IActorRef> _standbys = [];
    private readonly ReplicationSchedule _schedule =
        new(run.Options.ReplicateEvery, run.Options.ReplicationTimeout, run.Parameters.Version);

    private readonly CheckpointSchedule _checkpoints =
        new(run.Options.CheckpointInterval, run.Parameters.Version, context.System.Scheduler.Now);

    private readonly ILoggingAdapter _log = context.GetLogger();
    private long _ownStateAt = run.Parameters.Version + run.Options.ReplicateEvery;

    /// <summary>The standbys, for a status report.</summary>
    public EquatableList<StandbyStatus> Status => [.. _standbys.Keys.Order(StringComparer.Ordinal).Select(StatusOf)];

    /// <summary>Whether another version may be made without breaking the promise of how far a takeover goes back.</summary>
    public bool MayApplyNext => _schedule.MayApply(run.Parameters.Version + 1);

    /// <summary>Whether every standby that answers holds the newest version.</summary>
    public bool AreCurrent => Status.All(standby => !standby.IsInSync || standby.AcknowledgedVersion >= run.Parameters.Version);

    private DateTimeOffset Now => context.System.Scheduler.Now;

    /// <summary>A process wants to stand by.</summary>
    public void Register(RegisterStandby request, IActorRef sender)
    {
        if (request.ProtocolVersion != ProtocolVersion.Current)
        {
            Reject(sender, request, StandbyRejectionReason.ProtocolVersion, ProtocolVersion.Refusal("The process", request.ProtocolVersion));
            return;
        }

        if (request.Node == legacy?.Process)
        {
            sender.Tell(new LearnerStateReplicated(run.Export(Now)), context.Self);
            return;
        }

        if (string.IsNullOrWhiteSpace(request.Node) || request.Node.Length > LearnerOptions.MaximumNameLength)
        {
            Reject(sender, request, StandbyRejectionReason.InvalidRequest, $"A standby's name must have 1 to {LearnerOptions.MaximumNameLength} characters.");
            return;
        }

        if (!_standbys.ContainsKey(request.Node) && _standbys.Count >= run.Options.MaxStandbys)
        {
            Reject(sender, request, StandbyRejectionReason.Full, $"{_standbys.Count} of at most {run.Options.MaxStandbys} processes stand by.");
            return;
        }

        if (!_standbys.TryGetValue(request.Node, out var known) || !known.Equals(sender))
        {
            if (known is not null)
                context.Unwatch(known);
            _standbys[request.Node] = context.Watch(sender);
            _log.Info("Process {0} stands by.", request.Node);
        }

        _schedule.Add(request.Node, Now);
        Send(request.Node, run.Export(Now));
    }

    /// <summary>A standby holds a state.</summary>
    public void Acknowledge(LearnerStateReceived received, IActorRef sender)
    {
        if (run.IsOf(received.Run, received.Term)
            && _standbys.TryGetValue(received.Node, out var standby)
            && standby.Equals(sender)
            && _schedule.Acknowledge(received.Node, received.Version, Now))
        {
            Send(received.Node, run.Export(Now));
        }
    }

    /// <summary>There is a new version.</summary>
    public void VersionReached()
    {
        var version = run.Parameters.Version;
        var due = _schedule.VersionReached(version, Now);
        if (due.IsEmpty && (legacy is null || version < _ownStateAt))
            return;
        var state = Keep();
        foreach (var node in due)
            Send(node, state);
    }

    /// <summary>Time has passed: looks for overdue acknowledgements and for the next checkpoint.</summary>
    public void CheckDeadlines()
    {
        foreach (var overdue in _schedule.CheckDeadlines(Now))
        {
            if (overdue.Warning is { } warning)
                _log.Warning("{0}", warning);
            Send(overdue.Node, run.Export(Now));
        }

        if (_checkpoints.Reached(run.Parameters.Version, Now))
            WriteCheckpoint();
    }

    /// <summary>Writes the present state to the disk.</summary>
    public void WriteCheckpoint() => WriteCheckpoint(Keep());

    /// <summary>The learner is going to stop: whoever comes after it must find everything.</summary>
    public void SendFinalState()
    {
        var state = Keep();
        WriteCheckpoint(state);
        foreach (var node in _standbys.Keys)
        {
            _schedule.Add(node, Now);
            Send(node, state);
        }
    }

    /// <summary>The run has come to its end: whoever resumes it finds it ended, and trains nothing again.</summary>
    public void Complete(TrainingCompleted completed)
    {
        if (completed.Outcome is TrainingOutcome.Solved or TrainingOutcome.BudgetExhausted)
            WriteCheckpoint();
    }

    /// <summary>Tells everybody who stands by that there is nothing left to do.</summary>
    public void TellOfTheEnd(TrainingCompleted completed)
    {
        foreach (var standby in _standbys.Values)
            standby.Tell(completed, context.Self);
    }

    /// <summary>An actor that was watched has died.</summary>
    /// <returns>Whether it was a standby.</returns>
    public bool Terminated(IActorRef actor)
    {
        foreach (var (node, standby) in _standbys)
        {
            if (!standby.Equals(actor))
                continue;
            _standbys.Remove(node);
            _schedule.Remove(node);
            _log.Warning("Standby {0} has left; {1} are left.", node, _standbys.Count);
            return true;
        }

        return false;
    }

    /// <summary>The present state, which is kept in this process too.</summary>
    private LearnerState Keep()
    {
        var state = run.Export(Now);
        _ownStateAt = state.Version + run.Options.ReplicateEvery;
        legacy?.Newest.Offer(state);
        return state;
    }

    private void WriteCheckpoint(LearnerState state) => legacy?.CheckpointWriter.Tell(new WriteCheckpoint(state), context.Self);

    private void Send(string node, LearnerState state) =>
        Courier.For(context.System).Tell(_standbys[node], new LearnerStateReplicated(state), context.Self);

    private void Reject(IActorRef sender, RegisterStandby request, StandbyRejectionReason reason, string explanation) =>
        sender.Tell(new StandbyRejected(request.Node, reason, explanation), context.Self);

    private StandbyStatus StatusOf(string node)
    {
        var status = _schedule.StatusOf(node);
        return new StandbyStatus(node, status.AcknowledgedVersion ?? -1, status.IsInSync);
    }
}

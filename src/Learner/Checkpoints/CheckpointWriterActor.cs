using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Learner.Checkpoints;

/// <summary>
/// Writes checkpoints, one at a time. While one is being written only the newest of those that come waits, so that a slow disk costs one state's memory and
/// slows nobody.
/// </summary>
/// <remarks>
/// States: Idle and Writing. The disk is waited for on a thread of its own and not in a handler: the mailbox of an actor that blocks would fill with states.
/// </remarks>
public sealed class CheckpointWriterActor : ReceiveActor
{
    /// <summary>The writer of one run.</summary>
    /// <param name="folder">Where the checkpoints go.</param>
    /// <param name="observer">
    /// Is told <see cref="CheckpointWritten"/> or <see cref="CheckpointFailed"/> for every state that was not overtaken by a newer one.
    /// </param>
    public static Props Props(CheckpointFolder folder, IActorRef observer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(observer);
        return Akka.Actor.Props.Create(() => new CheckpointWriterActor(folder, observer));
    }

    /// <summary>The thread has come back.</summary>
    /// <param name="Path">The file; null if there is none.</param>
    private sealed record Finished(LearnerState State, string? Path, string? Fault) : INoSerializationVerificationNeeded;

    private readonly string _place;
    private readonly Func<LearnerState, string> _write;
    private readonly IActorRef _observer;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private LearnerState? _waiting;
    private bool _isLast;
    private int _failures;

    /// <summary>Use <see cref="Props"/>.</summary>
    public CheckpointWriterActor(CheckpointFolder folder, IActorRef observer)
        : this(folder.Path, folder.Write, observer)
    {
    }

    internal CheckpointWriterActor(string place, Func<LearnerState, string> write, IActorRef observer)
    {
        _place = place;
        _write = write;
        _observer = observer;
        Become(Idle);
    }

    private void Idle()
    {
        Receive<WriteCheckpoint>(request => Start(request.State));
        Receive<FinishWriting>(_ => Context.Stop(Self));
    }

    private void Writing()
    {
        Receive<WriteCheckpoint>(request => _waiting = request.State);
        Receive<FinishWriting>(_ => _isLast = true);
        Receive<Finished>(OnFinished);
    }

    private void Start(LearnerState state)
    {
        _waiting = null;
        var write = _write;
        Task.Factory.StartNew(() => write(state), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).PipeTo(
            Self, success: path => new Finished(state, path, null), failure: exception => new Finished(state, null, exception.GetBaseException().Message));
        Become(Writing);
    }

    private void OnFinished(Finished finished)
    {
        if (finished.Path is { } path)
            OnWritten(path, finished.State);
        else
            OnFailed(finished.Fault ?? "no cause is known", finished.State);

        if (_waiting is { } next)
            Start(next);
        else if (_isLast)
            Context.Stop(Self);
        else
            Become(Idle);
    }

    private void OnWritten(string path, LearnerState state)
    {
        if (_failures > 0)
            _log.Info("Checkpoints are written again, after {0} that could not be.", _failures);
        _failures = 0;
        _observer.Tell(new CheckpointWritten(path, state.Term, state.Version));
    }

    private void OnFailed(string cause, LearnerState state)
    {
        var sentence = $"The checkpoint of version {state.Version} could not be written to '{_place}' ({cause.TrimEnd('.')}); training goes on, and the next "
            + "one is tried. Make room or grant access: until then a restart goes back to the last one that was written.";

        // A full disk stays full for a while: a person needs to be told once.
        if (_failures++ == 0)
            _log.Warning("{0}", sentence);
        _observer.Tell(new CheckpointFailed(state.Term, state.Version, sentence));
    }
}

using System.Runtime.CompilerServices;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// Listens to the learner: hands facts to the journal, asks how the run stands for the view, and tells the outside when the run is over,
/// also when an actor that the run cannot do without has stopped. States: StandingBy, while the run's learner is in another process, →
/// Observing → Completed.
/// </summary>
internal sealed class RunObserverActor : ReceiveActor, IWithTimers
{
    /// <summary>Name of the actor under /user.</summary>
    public const string ActorName = "observer";

    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(250);
    private readonly StrongBox<RunJournal?> _journal;
    private readonly ITrainingView _view;
    private readonly TaskCompletionSource<RunCompleted> _completion;
    private Observe? _observed;

    public RunObserverActor(StrongBox<RunJournal?> journal, ITrainingView view, TaskCompletionSource<RunCompleted> completion)
    {
        _journal = journal;
        _view = view;
        _completion = completion;
        if (journal.Value is { } begun)
            Become(() => Observing(begun));
        else
            Become(StandingBy);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Writes files, so it runs where blocking is expected.</summary>
    /// <param name="journal">Where the facts go; null until <see cref="Begin"/> brings it.</param>
    /// <param name="view">What a person sees.</param>
    /// <param name="completion">Takes the learner's last word.</param>
    public static Props Props(RunJournal? journal, ITrainingView view, TaskCompletionSource<RunCompleted> completion)
    {
        // Outlives the incarnations: a fact that waits in the mailbox while the actor restarts would otherwise find it standing by.
        var begun = new StrongBox<RunJournal?>(journal);
        return Akka.Actor.Props.Create(() => new RunObserverActor(begun, view, completion))
            .WithDispatcher("akka.actor.default-blocking-io-dispatcher");
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // A view that throws, its terminal being gone, costs one picture; the next incarnation goes on where this one was.
        if (_observed is not null)
            Self.Tell(_observed);
        base.PreRestart(reason, message);
    }

    private void StandingBy()
    {
        Receive<Begin>(OnBegin);
        ReceiveStatus();
    }

    private void Observing(RunJournal journal)
    {
        // The learner was started again in this process.
        Receive<Begin>(OnBegin);
        Receive<MetricsRecorded>(journal.OnMetrics);
        Receive<EvaluationRecorded>(evaluation => OnEvaluation(journal, evaluation));
        Receive<LearnerMadeWay>(journal.OnLearnerMadeWay);
        Receive<RunCompleted>(OnCompleted);
        ReceiveStatus();
    }

    private void ReceiveStatus()
    {
        Receive<Observe>(OnObserve);
        Receive<AskForStatus>(_ => _observed?.Learner.Tell(GetTrainingStatus.Instance));
        Receive<TrainingStatus>(_view.Show);
        Receive<Terminated>(OnTerminated);
    }

    // What the learner counts from here on are the gradients that were under way when the run ended.
    private void Completed() => ReceiveAny(_ => { });

    private void OnBegin(Begin message)
    {
        _journal.Value = message.Journal;
        Become(() => Observing(message.Journal));
    }

    private void OnObserve(Observe message)
    {
        _observed = message;
        foreach (var actor in message.Indispensable)
            Context.Watch(actor);
        Timers.StartPeriodicTimer(AskForStatus.Instance, AskForStatus.Instance, StatusInterval, StatusInterval);
    }

    private void OnEvaluation(RunJournal journal, EvaluationRecorded evaluation)
    {
        journal.OnEvaluation(evaluation);
        _view.ShowEvaluation(evaluation.Result);
    }

    private void OnCompleted(RunCompleted completed)
    {
        try
        {
            _view.Show(completed.Status);
        }
        finally
        {
            // Somebody waits for this, whatever becomes of the view.
            _completion.TrySetResult(completed);
        }

        Timers.CancelAll();
        Become(Completed);
    }

    private void OnTerminated(Terminated message)
    {
        // The learner's own last word, if it had one, was in the mailbox before this.
        var cause = $"the actor {message.ActorRef.Path.Name} stopped before the run was over";
        _completion.TrySetException(new InvalidOperationException(cause));
        Become(Completed);
    }

    /// <summary>The run's learner is in this process from now on.</summary>
    /// <param name="Journal">Where its facts go.</param>
    internal sealed record Begin(RunJournal Journal) : INoSerializationVerificationNeeded;

    /// <summary>Whom to ask and whom to watch.</summary>
    /// <param name="Learner">Answers how the run stands.</param>
    /// <param name="Indispensable">Actors of this process without which the run cannot go on.</param>
    internal sealed record Observe(IActorRef Learner, IReadOnlyList<IActorRef> Indispensable) : INoSerializationVerificationNeeded;

    private sealed record AskForStatus : INoSerializationVerificationNeeded
    {
        public static readonly AskForStatus Instance = new();
    }
}

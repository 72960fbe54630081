using Akka.Actor;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// Listens to the learner: hands facts to the journal, asks how the run stands for the view, and tells the outside when the run is over. One state.
/// </summary>
internal sealed class RunObserverActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(250);
    private readonly Func<IActorRef> _learner;

    public RunObserverActor(RunJournal journal, ITrainingView view, Func<IActorRef> learner, TaskCompletionSource<RunCompleted> completion)
    {
        _learner = learner;
        Receive<MetricsRecorded>(journal.OnMetrics);
        Receive<EvaluationRecorded>(evaluation =>
        {
            journal.OnEvaluation(evaluation);
            view.ShowEvaluation(evaluation.Result);
        });
        Receive<AskForStatus>(_ => _learner().Tell(GetTrainingStatus.Instance));
        Receive<TrainingStatus>(view.Show);
        Receive<RunCompleted>(completed =>
        {
            view.Show(completed.Status);
            completion.TrySetResult(completed);

            // What the learner counts from here on are the gradients that were under way when the run ended.
            Become(() => ReceiveAny(_ => { }));
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Writes files, so it runs where blocking is expected.</summary>
    public static Props Props(RunJournal journal, ITrainingView view, Func<IActorRef> learner, TaskCompletionSource<RunCompleted> completion) =>
        Akka.Actor.Props.Create(() => new RunObserverActor(journal, view, learner, completion))
            .WithDispatcher("akka.actor.default-blocking-io-dispatcher");

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(AskForStatus.Instance, AskForStatus.Instance, StatusInterval, StatusInterval);

    private sealed record AskForStatus : INoSerializationVerificationNeeded
    {
        public static readonly AskForStatus Instance = new();
    }
}

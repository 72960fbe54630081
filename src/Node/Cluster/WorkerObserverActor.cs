using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Listens to the worker node of its process: shows its facts, and tells the outside when there is nothing left to do. One state.</summary>
internal sealed class WorkerObserverActor : ReceiveActor
{
    public static Props Props(WorkerNodeView view, Action<NodeProgressed> progressed, TaskCompletionSource<NodeCompleted?> completion) =>
        Akka.Actor.Props.Create(() => new WorkerObserverActor(view, progressed, completion));

    public WorkerObserverActor(WorkerNodeView view, Action<NodeProgressed> progressed, TaskCompletionSource<NodeCompleted?> completion)
    {
        Receive<NodeAccepted>(view.Show);

        // These two are in the node's log, whose warnings the view shows.
        Receive<NodeRejected>(_ => { });
        Receive<LearnerLost>(_ => { });
        Receive<NodeProgressed>(progress =>
        {
            progressed(progress);
            view.Show(progress);
        });
        Receive<NodeCompleted>(completed => completion.TrySetResult(completed));
        Receive<Watch>(watch => Context.Watch(watch.Node));
        Receive<Terminated>(_ => completion.TrySetException(new InvalidOperationException("the worker node stopped before the run was over")));
    }

    /// <summary>The node whose end must not go unnoticed.</summary>
    internal sealed record Watch(IActorRef Node) : INoSerializationVerificationNeeded;
}

using ActorCritic.Distributed.Learner.Progress;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>Waits for the last word of a trial's learner, or for the end of an actor without which there will be none. Sibling of the actors that it watches; one state.</summary>
internal sealed class TrialObserverActor : ReceiveActor
{
    /// <summary>Use <see cref="Props"/>.</summary>
    public TrialObserverActor(TaskCompletionSource<RunCompleted> completion)
    {
        Receive<Watch>(message => Context.Watch(message.Actor));
        Receive<RunCompleted>(completed => completion.TrySetResult(completed));
        Receive<Terminated>(message => completion.TrySetException(new InvalidOperationException($"the actor {message.ActorRef.Path.Name} stopped before the run was over")));

        // Metrics and evaluations: a comparison makes its own of the episodes.
        ReceiveAny(_ => { });
    }

    /// <param name="completion">Takes the learner's last word, or what keeps it from coming.</param>
    public static Props Props(TaskCompletionSource<RunCompleted> completion) => Akka.Actor.Props.Create(() => new TrialObserverActor(completion));

    /// <summary>An actor without which the run cannot go on.</summary>
    internal sealed record Watch(IActorRef Actor) : INoSerializationVerificationNeeded;
}

using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Hears from the standby of its process that the run has ended in another one, and tells the outside. One state.</summary>
internal sealed class RunEndActor : ReceiveActor
{
    public static Props Props(Action<TrainingCompleted> tell) => Akka.Actor.Props.Create(() => new RunEndActor(tell));

    public RunEndActor(Action<TrainingCompleted> tell) => Receive(tell);
}

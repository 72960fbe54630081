using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>
/// Stands between one worker node and its learner and gives the node every version of the parameters a number of versions late, so that its gradients are stale on purpose. To either it is
/// the other; all messages but parameters pass unchanged. Sibling of both. States: AwaitingRegistration → Delaying.
/// </summary>
internal sealed class ParameterDelayActor : ReceiveActor
{
    /// <summary>Name of the actor under /user.</summary>
    public const string ActorName = "parameter-delay";

    private readonly IActorRef _learner;
    private readonly int _versions;
    private IActorRef _node = ActorRefs.Nobody;

    /// <summary>Use <see cref="Props"/>.</summary>
    public ParameterDelayActor(IActorRef learner, int versions)
    {
        (_learner, _versions) = (learner, versions);
        Become(AwaitingRegistration);
    }

    /// <param name="learner">The learner.</param>
    /// <param name="versions">How many versions late, ≥ 1.</param>
    public static Props Props(IActorRef learner, int versions) => Akka.Actor.Props.Create(() => new ParameterDelayActor(learner, versions));

    private void AwaitingRegistration()
    {
        Receive<RegisterWorkerNode>(OnRegister);
        Receive<WorkerNodeAccepted>(accepted =>
        {
            var delay = new ParameterDelay(_versions, accepted.Parameters.Version);
            _node.Tell(accepted);
            Become(() => Delaying(delay));
        });
        ReceiveAny(PassOn);
    }

    private void Delaying(ParameterDelay delay)
    {
        Receive<RegisterWorkerNode>(OnRegister);

        // The answer to a request that was sent twice has parameters, too; the node holds the first one's.
        Receive<WorkerNodeAccepted>(accepted => delay.Add(new ParametersPublished(accepted.Run, accepted.Term, accepted.Parameters)));
        Receive<ParametersPublished>(delay.Add);

        // The learner sends no others until these are acknowledged.
        Receive<SubmitGradient>(gradient => _learner.Tell(gradient with { ReceivedVersion = delay.NewestVersion }));
        Receive<ParametersReceived>(received => _learner.Tell(received with { Version = delay.NewestVersion }));
        Receive<GradientApplied>(applied =>
        {
            // Before the answer, as the learner does it: the answer begins the next rollout.
            if (delay.TakeDue(applied.Version) is { } due)
                _node.Tell(due);
            _node.Tell(applied);
        });
        ReceiveAny(PassOn);
    }

    private void OnRegister(RegisterWorkerNode request)
    {
        _node = Sender;
        _learner.Tell(request);
    }

    private void PassOn(object message) => (Sender.Equals(_node) ? _learner : _node).Tell(message);
}

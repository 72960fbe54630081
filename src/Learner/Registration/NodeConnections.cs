using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Updates;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Registration;

/// <summary>The learner's ways to its worker nodes: which actor speaks for whom, which parameters it is sent, and what it is told of its gradients.</summary>
/// <param name="run">Decides who takes part and who is sent which version.</param>
/// <param name="witness">Sees every gradient that is refused; null for nobody.</param>
/// <param name="context">The learner's.</param>
internal sealed class NodeConnections(TrainingRun run, IRunWitness? witness, IActorContext context) : IGradientAnswers<IActorRef>
{
    private readonly Courier _courier = Courier.For(context.System);
    private readonly Dictionary<string, IActorRef> _actors = [];

    /// <summary>The parameters that were sent last, to whichever node.</summary>
    private ParametersPublished? _published;

    private DateTimeOffset Now => context.System.Scheduler.Now;

    /// <summary>The actor that speaks for a node.</summary>
    public bool TryFind(string node, [NotNullWhen(true)] out IActorRef? address) => _actors.TryGetValue(node, out address);

    /// <summary>The node that an actor speaks for; null if it is none.</summary>
    public string? NodeOf(IActorRef actor)
    {
        foreach (var (node, registered) in _actors)
        {
            if (registered.Equals(actor))
                return node;
        }

        return null;
    }

    /// <summary>A node takes part: its actor is watched and told so, with the newest parameters.</summary>
    public void Accept(WorkerNode node, IActorRef actor)
    {
        _actors[node.Name] = context.Watch(actor);
        _courier.Tell(
            actor,
            new WorkerNodeAccepted(run.Options.Run, run.Options.Term, node.Name, node.FirstWorker, run.Plan, run.Parameters.Snapshot()),
            context.Self);
    }

    /// <summary>Forgets the actor of a node.</summary>
    public void Forget(string node)
    {
        if (_actors.Remove(node, out var actor))
            context.Unwatch(actor);
    }

    /// <summary>A node holds a version; what is said of another run or term is nothing.</summary>
    public void Acknowledge(string ofRun, long ofTerm, string node, long version)
    {
        if (run.IsOf(ofRun, ofTerm))
            run.Broadcast.Acknowledge(node, version);
    }

    /// <summary>Gives a node the newest parameters, unless it has them or others are still on their way to it.</summary>
    /// <remarks>
    /// Before the answer to a gradient: the worker that the answer releases finds the new version at its node, so that a lone worker never computes with an
    /// older one. What a run with one worker does would otherwise depend on which of the two came first.
    /// </remarks>
    public void PublishTo(string node)
    {
        if (run.Broadcast.TakeDue(node, run.Parameters.Version, Now))
            SendNewest(node);
    }

    /// <summary>Gives the newest parameters again to nodes that have not acknowledged the last ones in time.</summary>
    public void PublishToOverdue()
    {
        foreach (var node in run.Broadcast.TakeOverdue(run.Parameters.Version, Now))
            SendNewest(node);
    }

    /// <summary>Tells a node that a gradient was applied.</summary>
    public void Applied(SubmitGradient gradient, long version, long staleness, IActorRef address) =>
        Answer(new GradientApplied(gradient.Run, gradient.Term, gradient.Worker, gradient.Sequence, version, staleness), address);

    /// <summary>Tells whoever sent a gradient that it was refused.</summary>
    public void Rejected(SubmitGradient gradient, GradientRejectionReason reason, string explanation, IActorRef address)
    {
        witness?.GradientRejected(run.Options.Term, gradient, reason);
        Answer(new GradientRejected(gradient.Run, gradient.Term, gradient.Worker, gradient.Sequence, reason, explanation), address);
    }

    /// <summary>Tells every node the same.</summary>
    public void TellAll(ITrainingMessage message)
    {
        foreach (var actor in _actors.Values)
            actor.Tell(message, context.Self);
    }

    private void SendNewest(string node)
    {
        // Each node holds it for itself: one in this process releases it, and for those elsewhere it is there until it has been serialized, whenever that is.
        var parameters = run.Parameters.Snapshot();
        if (_published?.Parameters.Version != parameters.Version)
            _published = new ParametersPublished(run.Options.Run, run.Options.Term, parameters);
        _courier.Tell(_actors[node], _published, context.Self);
    }

    /// <summary>By the way that parameters take, so as not to overtake them.</summary>
    private void Answer(ITrainingMessage answer, IActorRef actor) => _courier.Tell(actor, answer, context.Self, behind: _published);
}

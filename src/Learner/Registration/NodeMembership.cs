using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Learner.Registration;

/// <summary>Nodes come, are turned away, decline the plan and leave, and report what becomes of their workers.</summary>
/// <param name="run">Decides who takes part.</param>
/// <param name="nodes">The ways to those who do.</param>
/// <param name="context">The learner's.</param>
internal sealed class NodeMembership(TrainingRun run, NodeConnections nodes, IActorContext context)
{
    private readonly ILoggingAdapter _log = context.GetLogger();

    /// <summary>A node wants to take part.</summary>
    /// <param name="request">What it says of itself.</param>
    /// <param name="actor">Who is answered.</param>
    public void Register(RegisterWorkerNode request, IActorRef actor)
    {
        // The same name from another actor is a new start of the node: the old one is gone, and so are its workers' sequence numbers.
        if (nodes.TryFind(request.Node, out var known) && !known.Equals(actor))
            Forget(request.Node);

        switch (run.Register(request, context.System.Scheduler.Now))
        {
            case RegistrationDecision.Accepted accepted:
                nodes.Accept(accepted.Node, actor);
                if (accepted.IsNew)
                    _log.Info("Node {0} takes part; there are {1} workers now.", request.Node, run.Nodes.WorkerCount);
                break;
            case RegistrationDecision.Rejected rejected:
                Reject(request, rejected.Reason, rejected.Explanation, actor);
                _log.Warning("Node {0} was turned away: {1}", request.Node, rejected.Explanation);
                break;
        }
    }

    /// <summary>Turns a node away because nothing is trained any more.</summary>
    public void RefuseAfterTheEnd(RegisterWorkerNode request, IActorRef actor) =>
        Reject(request, WorkerNodeRejectionReason.TrainingCompleted, "The run is over.", actor);

    /// <summary>A node cannot do what the plan says.</summary>
    /// <param name="declined">What it says.</param>
    /// <param name="actor">Who says it.</param>
    /// <param name="stop">The end of the run, if it follows.</param>
    /// <returns>Whether it is of this run, and the node's own word.</returns>
    public bool Declined(PlanDeclined declined, IActorRef actor, out StopDecision? stop)
    {
        stop = null;
        if (!run.IsOf(declined.Run, declined.Term) || nodes.NodeOf(actor) != declined.Node)
            return false;
        _log.Warning("Node {0} takes no part: {1}", declined.Node, declined.Explanation);
        stop = Forget(declined.Node);
        return true;
    }

    /// <summary>An actor that was watched has died; one that spoke for no node changes nothing.</summary>
    /// <returns>The end of the run, if it follows.</returns>
    public StopDecision? Terminated(IActorRef actor)
    {
        if (nodes.NodeOf(actor) is not { } name)
            return null;
        var stop = Forget(name);

        // After the end of a run nodes go home: nobody needs to be warned of that.
        if (!run.Statistics.HasEnded)
            _log.Warning("Node {0} has left. Nodes that are left: {1}, workers: {2}.", name, run.Nodes.NodeCount, run.Nodes.WorkerCount);
        return stop;
    }

    /// <summary>A worker has died of an exception; its node goes on with another.</summary>
    /// <param name="failure">What its node says.</param>
    /// <param name="stop">The end of the run, if it follows.</param>
    /// <returns>Whether there is such a worker in this run.</returns>
    public bool WorkerFailed(WorkerFailed failure, out StopDecision? stop)
    {
        stop = null;
        if (!run.IsOf(failure.Run, failure.Term) || !run.Nodes.Has(failure.Node, failure.Worker))
            return false;

        // The node that has lost it warns whoever watches that machine.
        _log.Info("Worker {0} of node {1} failed: {2}", failure.Worker, failure.Node, failure.Cause);
        nodes.PublishTo(failure.Node);
        stop = run.WorkerFailed(failure.Worker, failure.Cause);
        return true;
    }

    /// <summary>A node never heard what became of a gradient; what is said of no worker of this run is nothing.</summary>
    public void GradientLost(GradientLost lost)
    {
        if (!run.IsOf(lost.Run, lost.Term) || !run.Nodes.Has(lost.Node, lost.Worker))
            return;
        run.GradientLost(lost.Worker, lost.Sequence);
        nodes.PublishTo(lost.Node);
    }

    private StopDecision? Forget(string node)
    {
        nodes.Forget(node);
        return run.Forget(node);
    }

    private void Reject(RegisterWorkerNode request, WorkerNodeRejectionReason reason, string explanation, IActorRef actor) =>
        actor.Tell(new WorkerNodeRejected(request.Node, reason, explanation), context.Self);
}

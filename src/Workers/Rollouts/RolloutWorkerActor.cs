using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>
/// One A3C worker: plays a rollout when its parent, the worker node, asks for one and answers with the gradient. Runs on threads
/// for rollouts, because one computes for milliseconds and must not hold up anybody's mailbox; its parent takes the gradient on the same thread. One state.
/// </summary>
/// <remarks>An exception of the environment or the network ends this actor; the parent decides when another takes its place.</remarks>
internal sealed class RolloutWorkerActor : ReceiveActor
{
    /// <summary>Props with the dispatcher of rollouts.</summary>
    public static Props Props(WorkerAssignment assignment, EnvironmentCatalogue environments, NetworkPool networks) =>
        Akka.Actor.Props.Create(() => new RolloutWorkerActor(assignment, environments, networks)).WithDispatcher(WorkersConfiguration.RolloutDispatcher);

    private readonly RolloutWorker _worker;

    /// <summary>Use <see cref="Props"/>.</summary>
    public RolloutWorkerActor(WorkerAssignment assignment, EnvironmentCatalogue environments, NetworkPool networks)
    {
        var plan = assignment.Plan;
        _worker = new RolloutWorker(
            plan.ToRolloutWorkerOptions(),
            networks,
            () => environments.Create(plan.Environment),
            plan.Seeds(),
            assignment.Worker,
            assignment.Incarnation);
        Receive<RunRollout>(OnRunRollout);
    }

    private void OnRunRollout(RunRollout message)
    {
        var parameters = message.Parameters;
        var buffer = message.Buffer ?? new GradientBuffer(parameters.Values.Length);
        var outcome = _worker.Run(parameters.Values.Span, parameters.EnvironmentSteps, buffer.Values);
        Context.Parent.Tell(new RolloutCompleted(parameters.Version, buffer, ReportOf(_worker.Rollout, outcome)));
    }

    private static RolloutReport ReportOf(Rollout rollout, RolloutOutcome outcome)
    {
        var episodes = new EpisodeReport[rollout.Episodes.Count];
        for (var i = 0; i < episodes.Length; i++)
            episodes[i] = new EpisodeReport(rollout.Episodes[i].Return, rollout.Episodes[i].Length);
        return new RolloutReport(
            rollout.Count,
            EquatableList.Create<EpisodeReport>(episodes),
            outcome.Terms.Policy,
            outcome.Terms.Value,
            outcome.Terms.Entropy,
            outcome.GradientNorm,
            outcome.ExplainedVariance);
    }
}

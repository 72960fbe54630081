using Akka.Actor;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Workers.Rollouts;

/// <summary>
/// One A3C worker: plays a rollout when its parent, the worker node, asks for one and answers with the gradient. Has a thread of its own (pinned
/// dispatcher), because a rollout computes for milliseconds and must not hold up anybody's mailbox. One state.
/// </summary>
/// <remarks>An exception of the environment or the network ends this actor; the parent decides when another takes its place.</remarks>
internal sealed class RolloutWorkerActor : ReceiveActor
{
    private readonly WorkerAssignment _assignment;
    private readonly RolloutWorker _worker;
    private readonly int _parameterCount;

    public RolloutWorkerActor(WorkerAssignment assignment, WorkerToolbox toolbox)
    {
        _assignment = assignment;
        var network = toolbox.CreateNetwork(assignment.Plan);
        _parameterCount = network.Layout.Count;
        _worker = new RolloutWorker(
            assignment.Plan.ToRolloutWorkerOptions(),
            network,
            () => toolbox.Catalogue.Create(assignment.Plan.Environment),
            assignment.Plan.Seeds(),
            assignment.Worker,
            assignment.Incarnation);
        Receive<RunRollout>(OnRunRollout);
    }

    public static Props Props(WorkerAssignment assignment, WorkerToolbox toolbox) =>
        Akka.Actor.Props.Create(() => new RolloutWorkerActor(assignment, toolbox)).WithDispatcher(WorkersConfiguration.PinnedDispatcher);

    protected override void PostStop() => _worker.Dispose();

    private void OnRunRollout(RunRollout message)
    {
        var parameters = message.Parameters;
        var gradient = new float[_parameterCount];
        var outcome = _worker.Run(parameters.Values.Span, parameters.EnvironmentSteps, gradient);
        Context.Parent.Tell(new RolloutCompleted(
            _assignment.Worker,
            parameters.Version,
            FloatVector.TakeOwnership(gradient),
            ReportOf(_worker.Rollout, outcome)));
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

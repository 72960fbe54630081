using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>
/// Speaks to the learner as a worker node does, and computes nothing: every answer is followed by the next gradient at once. What is measured with it is the
/// learner and the way to it.
/// </summary>
internal sealed class GradientSenderActor : ReceiveActor, IWithTimers
{
    private readonly string _node;
    private readonly Dictionary<int, long> _sequences = [];
    private FloatVector _gradient = null!;
    private RolloutReport _report = null!;
    private WorkerNodeAccepted _registration = null!;
    private IActorRef _learner = ActorRefs.Nobody;
    private long _held;

    /// <param name="node">Name of the node that it passes for.</param>
    /// <param name="workers">Gradients that it has in flight.</param>
    /// <param name="learner">Whom it asks to take part.</param>
    public GradientSenderActor(string node, int workers, IActorRef learner)
    {
        _node = node;
        Receive<Register>(_ => learner.Tell(new RegisterWorkerNode(ProtocolVersion.Current, node, workers)));
        Receive<WorkerNodeAccepted>(accepted => OnAccepted(accepted, workers));
        Receive<ParametersPublished>(published =>
        {
            _held = Math.Max(_held, published.Parameters.Version);
            published.Parameters.Values.Release();
        });
        Receive<GradientApplied>(applied => Submit(applied.Worker));
        Receive<GradientRejected>(rejected => throw new InvalidOperationException($"The learner refused a gradient: {rejected.Explanation}"));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A gradient that any learner admits: small and not zero, so that the optimizer works on ordinary numbers and the parameters stay ordinary too.</summary>
    public static FloatVector GradientOf(int parameterCount)
    {
        var gradient = new float[parameterCount];
        for (var i = 0; i < gradient.Length; i++)
            gradient[i] = i % 2 == 0 ? 1e-3f : -1e-3f;
        return FloatVector.TakeOwnership(gradient);
    }

    /// <summary>What goes with it: a rollout of the plan in which nothing of note happened.</summary>
    public static RolloutReport ReportOf(TrainingPlan plan) => new(
        plan.EnvironmentsPerWorker * plan.RolloutLength, [], PolicyLoss: 0, ValueLoss: 1, Entropy: 0.5, GradientNorm: 0.4, ExplainedVariance: 0);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Register), Register.Instance, TimeSpan.FromSeconds(1));
        Self.Tell(Register.Instance);
    }

    private void OnAccepted(WorkerNodeAccepted accepted, int workers)
    {
        if (_registration is not null)
            return;
        Timers.CancelAll();
        _registration = accepted;
        _learner = Sender;
        _held = accepted.Parameters.Version;

        _gradient = GradientOf(accepted.Parameters.Values.Length);
        _report = ReportOf(accepted.Plan);
        for (var i = 0; i < workers; i++)
            Submit(accepted.FirstWorker + i);
    }

    private void Submit(int worker)
    {
        var sequence = _sequences[worker] = _sequences.GetValueOrDefault(worker) + 1;
        _learner.Tell(new SubmitGradient(
            _registration.Run, _registration.Term, _node, worker, sequence, _held, _held, _registration.Plan.LayoutFingerprint, _gradient, _report));
    }

    private sealed record Register : INoSerializationVerificationNeeded
    {
        public static readonly Register Instance = new();
    }
}

using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Admission;
using ActorCritic.Distributed.Learner.Broadcasting;
using ActorCritic.Distributed.Learner.Evaluation;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Learner.Restoring;
using ActorCritic.Distributed.Learner.Staleness;
using ActorCritic.Distributed.Learner.Statistics;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Learner.Synchronization;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner;

/// <summary>
/// Everything the learner knows and decides with, as plain objects: <see cref="LearnerActor"/> carries messages to and from it. It reads no
/// clock and starts no thread; the same calls with the same arguments give the same bytes.
/// </summary>
public sealed class TrainingRun
{
    private readonly Schedule _learningRate;
    private readonly Schedule _entropyCoefficient;
    private readonly StepInterval _metricsInterval;
    private readonly StalenessCorrection _staleness;
    private readonly GradientMean? _mean;
    private double _lastLearningRate;

    /// <summary>A run before its first gradient, or one that goes on where another learner left it.</summary>
    /// <param name="options">Those of the same run; the term is that of this learner, above the state's.</param>
    /// <param name="now">When the learner starts.</param>
    /// <param name="restored">What the other learner exported; null for a new run.</param>
    /// <exception cref="ArgumentException">
    /// The options have violations, or the state does not fit them; the message lists all of them.
    /// </exception>
    public TrainingRun(LearnerOptions options, DateTimeOffset now, LearnerState? restored = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
        var training = options.Training;
        var seeds = new SeedSequence(training.Seed);
        var layout = ParameterLayout.Of(training.NetworkFor(options.Environment));
        restored?.ThrowIfUnfit(options, layout);

        Plan = training.ToTrainingPlan(layout);
        Nodes = new WorkerNodeRegistry(options.MaxNodes, options.MaxWorkers, restored?.NextWorker ?? 0);
        _staleness = new StalenessCorrection(training, layout.Count);
        Admission = new GradientAdmission(AdmissionRules.Of(options, layout), Nodes, _staleness.History);
        var optimizer = training.OptimizerOptions().CreateOptimizer(layout.Count);
        Parameters = restored is null
            ? new SharedParameters(
                ParameterInitialization.Create(layout, training.Initialization, seeds.CreateGenerator(SeedStream.Initialization)),
                optimizer,
                _staleness.History)
            : new SharedParameters(restored.Parameters, restored.Optimizer, optimizer, _staleness.History);
        Broadcast = new BroadcastSchedule(options.AcknowledgementTimeout);
        Evaluations = new EvaluationSchedule(
            training.EvaluationInterval,
            training.EvaluationEpisodes,
            seeds,
            options.EvaluationBacklog,
            options.EvaluationTimeout,
            restored?.Evaluations);
        Stopping = new StoppingRule(
            options.Environment.RewardThreshold,
            training.MaxSteps,
            options.StopWhenSolved,
            options.FailureLimit,
            restored?.Stopping,
            options.FailurePatience);
        Stall = new StallWatch(options.StallTimeout, now);
        Statistics = restored is null
            ? new TrainingStatistics(options.RateWindow)
            : new TrainingStatistics(options.RateWindow, restored.Statistics);
        EvaluationDesk = new EvaluationDesk(options, Plan, Evaluations, Statistics, Stopping, Stall);
        _learningRate = new Schedule(training.LearningRateSchedule, training.LearningRate, training.MaxSteps);
        _entropyCoefficient = new Schedule(training.EntropyCoefficientSchedule, training.EntropyCoefficient, training.MaxSteps);
        _metricsInterval = new StepInterval(options.MetricsInterval, restored?.NextMetricsAt);
        _lastLearningRate = restored?.LastLearningRate ?? training.LearningRate;
        if (training.Mode == TrainingMode.Async)
            return;
        _mean = new GradientMean(layout.Count);

        // Whoever takes over a run that has begun has no more to wait for than it finds.
        Barrier = new GradientBarrier(options.RoundTimeout, restored is null ? options.StartWorkers : 1);
    }

    /// <summary>What the learner was told.</summary>
    public LearnerOptions Options { get; }

    /// <summary>What worker nodes are told.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>Who takes part.</summary>
    public WorkerNodeRegistry Nodes { get; }

    /// <summary>Which gradients are applied.</summary>
    public GradientAdmission Admission { get; }

    /// <summary>What is trained.</summary>
    public SharedParameters Parameters { get; }

    /// <summary>Which gradients are applied together; null in asynchronous training, where each is applied as it arrives.</summary>
    public GradientBarrier? Barrier { get; }

    /// <summary>Whether enough workers have registered for training to begin.</summary>
    public bool HasStarted => Barrier?.HasStarted ?? Nodes.NodeCount > 0;

    /// <summary>Who is sent which version.</summary>
    public BroadcastSchedule Broadcast { get; }

    /// <summary>Which versions are evaluated.</summary>
    public EvaluationSchedule Evaluations { get; }

    /// <summary>What is asked of the evaluator, and what follows from its answers.</summary>
    public EvaluationDesk EvaluationDesk { get; }

    /// <summary>When it is over.</summary>
    public StoppingRule Stopping { get; }

    /// <summary>Whether it stands still.</summary>
    public StallWatch Stall { get; }

    /// <summary>What has happened.</summary>
    public TrainingStatistics Statistics { get; }

    /// <summary>Whether a message concerns this run and this learner's term of office.</summary>
    public bool IsOf(string run, long term) => run == Options.Run && term == Options.Term;

    /// <summary>Everything that another learner needs to go on from here.</summary>
    /// <remarks>An immutable copy: of what the optimizer remembers at each call, the parameters are the snapshot itself, and the rest is a few kilobytes.</remarks>
    public LearnerState Export(DateTimeOffset now) => new(
        Options.Run,
        Options.Term,
        Options.Plan,
        Plan.LayoutFingerprint,
        Parameters.Snapshot(),
        Parameters.ExportOptimizer(),
        Statistics.Export(now),
        Evaluations.Export(),
        Stopping.Export(),
        _metricsInterval.Next,
        _lastLearningRate,
        Nodes.NextWorker);

    /// <summary>Registers a node, or finds it again.</summary>
    public RegistrationDecision Register(RegisterWorkerNode request, DateTimeOffset now)
    {
        var decision = Nodes.Register(request);
        if (decision is not RegistrationDecision.Accepted accepted)
            return decision;
        Broadcast.Add(accepted.Node.Name, Parameters.Version);
        if (accepted.IsNew)
        {
            Statistics.Add(accepted.Node);
            Barrier?.Join(accepted.Node, now);
        }

        Statistics.Start(now);
        return decision;
    }

    /// <summary>Forgets a node that has left.</summary>
    /// <returns>The end of the run, if nobody is left who could go on.</returns>
    public StopDecision? Forget(string name)
    {
        if (!Nodes.Forget(name, out var node))
            return null;
        Admission.Forget(node);
        for (var lost = Barrier?.Leave(node); lost > 0; lost--)
            Statistics.GradientLost();
        Broadcast.Remove(name);
        Statistics.Remove(node);
        return Stopping.NodeLeft(node, Nodes.WorkerCount);
    }

    /// <summary>Applies an admitted gradient on its own, as asynchronous training does.</summary>
    /// <returns>The new version.</returns>
    public long Apply(SubmitGradient gradient, long staleness, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        _lastLearningRate = _learningRate.ValueAt(Parameters.EnvironmentSteps);
        var version = Parameters.Apply(
            _staleness.Gradient(gradient, Parameters.Values, staleness),
            _staleness.LearningRate(_lastLearningRate, staleness),
            gradient.Rollout.EnvironmentSteps);
        Record(gradient, staleness, now);
        Stall.Progressed(now);
        Evaluations.VersionReached(Parameters);
        return version;
    }

    /// <summary>Keeps an admitted gradient for the round of its version, as synchronous training does.</summary>
    /// <exception cref="InvalidOperationException">Training is asynchronous.</exception>
    public void Contribute(SubmitGradient gradient, DateTimeOffset now)
    {
        if ((Barrier ?? throw NotSynchronous()).Contribute(gradient, now))
            Statistics.GradientLost();
    }

    /// <summary>Applies the mean of a round's gradients: one step, one version.</summary>
    /// <param name="round">Gradients of the newest version, in the order in which they are summed; at least one.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="InvalidOperationException">Training is asynchronous.</exception>
    public long ApplyRound(IReadOnlyList<SubmitGradient> round, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(round);
        var mean = _mean ?? throw NotSynchronous();
        _lastLearningRate = _learningRate.ValueAt(Parameters.EnvironmentSteps);
        var environmentSteps = 0L;
        foreach (var gradient in round)
        {
            mean.Add(gradient.Gradient.Span);
            environmentSteps += gradient.Rollout.EnvironmentSteps;
            Record(gradient, staleness: 0, now);
        }

        var version = Parameters.Apply(mean.Take(), _lastLearningRate, environmentSteps);
        Stall.Progressed(now);
        Evaluations.VersionReached(Parameters);
        return version;
    }

    /// <summary>Counts a refused gradient.</summary>
    /// <returns>The end of the run, if it follows.</returns>
    public StopDecision? Reject(SubmitGradient gradient, GradientRejectionReason reason, string explanation)
    {
        ArgumentNullException.ThrowIfNull(gradient);

        // A stranger's gradient says nothing about the worker that happens to have the same index.
        if (reason is GradientRejectionReason.UnknownRun or GradientRejectionReason.OtherTerm or GradientRejectionReason.UnknownWorker)
        {
            Statistics.GradientRejected(reason);
            Stall.GradientRejected(reason, explanation);
            return null;
        }

        Statistics.GradientRejected(gradient.Worker, reason);
        Barrier?.Rejected(gradient.Worker, reason);
        Stall.GradientRejected(reason, explanation);
        return Stopping.GradientRejected(gradient.Worker, reason, explanation, Nodes.WorkerCount);
    }

    /// <summary>A registered worker died of an exception.</summary>
    /// <returns>The end of the run, if it follows.</returns>
    public StopDecision? WorkerFailed(int worker, string cause)
    {
        Statistics.WorkerFailed(worker);
        Barrier?.WorkerFailed(worker);
        Stall.WorkerFailed(cause);
        return Stopping.WorkerFailed(worker, cause, Nodes.WorkerCount);
    }

    /// <summary>The node of a registered worker never heard what became of a gradient.</summary>
    public void GradientLost(int worker, long sequence)
    {
        Statistics.GradientLost();
        Barrier?.Lost(worker, sequence);
    }

    /// <summary>Training ends: time stands still from here, and gradients that wait for others are refused.</summary>
    public void End(DateTimeOffset now)
    {
        Statistics.End(now);
        for (var waiting = Barrier?.Close(); waiting > 0; waiting--)
            Statistics.GradientRejected(GradientRejectionReason.TrainingCompleted);
    }

    /// <summary>Looks whether the run stands still.</summary>
    /// <returns>One sentence, once in each standstill; null otherwise.</returns>
    public string? CheckStall(DateTimeOffset now) => Stall.Check(Nodes.WorkerCount, now, HasStarted ? 1 : Options.StartWorkers);

    /// <summary>Looks whether nobody takes part any more who could bring the run further.</summary>
    /// <returns>The end of the run, if it follows.</returns>
    public StopDecision? CheckStuck(DateTimeOffset now) => Stopping.CheckStuck(Nodes.WorkerCount, now);

    /// <summary>Whether a row of metrics is due at the newest version.</summary>
    public bool AreMetricsDue() => _metricsInterval.Reached(Parameters.EnvironmentSteps);

    /// <summary>The row of metrics since the last one, and begins the next.</summary>
    public MetricsRecorded TakeMetrics(DateTimeOffset now)
    {
        var row = Statistics.Row;
        var metrics = new MetricsRecorded(
            Elapsed: Statistics.Elapsed(now),
            EnvironmentSteps: Parameters.EnvironmentSteps,
            Version: Parameters.Version,
            Episodes: Statistics.Episodes.Count,
            EpisodeReturnMean: Statistics.Episodes.ReturnMean,
            EpisodeLengthMean: Statistics.Episodes.LengthMean,
            StepsPerSecond: Statistics.StepsPerSecond(now),
            GradientsPerSecond: Statistics.GradientsPerSecond(now),
            PolicyLoss: row.PolicyLoss,
            ValueLoss: row.ValueLoss,
            Entropy: row.Entropy,
            GradientNorm: row.GradientNorm,
            ExplainedVariance: row.ExplainedVariance,
            LearningRate: _lastLearningRate,
            EntropyCoefficient: _entropyCoefficient.ValueAt(Parameters.EnvironmentSteps),
            StalenessMean: row.StalenessMean,
            StalenessMaximum: row.StalenessMaximum,
            GradientsRejected: Statistics.GradientsRejected,
            Evaluation: Statistics.NewEvaluation);
        Statistics.StartRow();
        return metrics;
    }

    /// <summary>How the run stands.</summary>
    public TrainingStatus Status(TrainingPhase phase, DateTimeOffset now) => new(
        Options.Run,
        Options.Term,
        phase,
        Plan.Environment,
        Plan.Seed,
        Statistics.Elapsed(now).TotalSeconds,
        Parameters.Version,
        Parameters.EnvironmentSteps,
        Plan.MaxSteps,
        Statistics.StepsPerSecond(now),
        Statistics.GradientsPerSecond(now),
        Statistics.Episodes.Count,
        Statistics.Episodes.ReturnMean,
        Statistics.Episodes.LengthMean,
        Statistics.LastEvaluation,
        Statistics.Staleness.Mean,
        Statistics.Staleness.Maximum,
        Statistics.Staleness.Histogram,
        Statistics.Rejections,
        Statistics.GradientsLost,
        Statistics.WorkerFailures,
        Evaluations.Skipped,
        [.. Nodes.Nodes.OrderBy(node => node.FirstWorker).Select(node => StatusOf(node, now))],
        [],
        Stall.Standstill ?? "");

    private void Record(SubmitGradient gradient, long staleness, DateTimeOffset now)
    {
        Statistics.GradientApplied(gradient.Worker, gradient.Rollout, staleness, now);
        Stopping.GradientApplied(gradient.Worker);
    }

    private static InvalidOperationException NotSynchronous() =>
        new($"Training is asynchronous; only the mode {TrainingMode.Sync} has rounds.");

    private WorkerNodeStatus StatusOf(WorkerNode node, DateTimeOffset now)
    {
        var broadcast = Broadcast.StatusOf(node.Name);
        return new WorkerNodeStatus(
            node.Name,
            broadcast.AcknowledgedVersion,
            broadcast.VersionsSkipped,
            [.. Enumerable.Range(node.FirstWorker, node.WorkerCount).Select(worker => Statistics.StatusOf(worker, now))],
            Statistics.RejectionsOf(node));
    }
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Learner;

/// <summary>Everything the learner is told before a run starts.</summary>
public sealed record LearnerOptions
{
    /// <summary>Longest name of a run or a worker node, in characters.</summary>
    public const int MaximumNameLength = 256;

    /// <summary>Identifier of the run: every message carries it, so that a node of another run changes nothing.</summary>
    public required string Run { get; init; }

    /// <summary>Number of this learner's term of office, ≥ 1.</summary>
    public long Term { get; init; } = 1;

    /// <summary>
    /// The run's plan.json, handed on with the learner's state so that whoever takes over has it: at most
    /// <see cref="WireLimits.DocumentLength"/> characters; empty if nobody ever does.
    /// </summary>
    public string Plan { get; init; } = "";

    /// <summary>The hyperparameters.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>
    /// The environment that <see cref="TrainingOptions.Environment"/> names: its sizes shape the network, its reward threshold says when it
    /// is solved.
    /// </summary>
    public required EnvironmentSpec Environment { get; init; }

    /// <summary>Whether the run ends once the environment is solved; otherwise it uses up its budget.</summary>
    public bool StopWhenSolved { get; init; } = true;

    /// <summary>Environment steps between two rows of metrics, ≥ 1.</summary>
    public long MetricsInterval { get; init; } = 1_000;

    /// <summary>Most worker nodes at a time, ≥ 1.</summary>
    public int MaxNodes { get; init; } = 1_024;

    /// <summary>Most workers at a time, over all nodes, ≥ 1.</summary>
    public int MaxWorkers { get; init; } = 16_384;

    /// <summary>Most evaluations that wait for the evaluator, ≥ 1; one that becomes due beyond them is left out.</summary>
    public int EvaluationBacklog { get; init; } = 16;

    /// <summary>
    /// Times in a row, ≥ 1, after which something counts as broken: a worker's exceptions, a worker's refused gradients, the evaluator's
    /// failures.
    /// </summary>
    public int FailureLimit { get; init; } = 3;

    /// <summary>
    /// How long every registered worker must have been broken until the run has failed: time for one that recovers, and for nodes that come or
    /// come back. Zero where nobody else can come.
    /// </summary>
    public TimeSpan FailurePatience { get; init; }

    /// <summary>
    /// Largest global L2 norm of a gradient where clipping is off. Above 0, and at most 1e15: an optimiser squares gradients in float32,
    /// and an infinite square would stay in its statistics for good.
    /// </summary>
    public double UnclippedGradientNormLimit { get; init; } = 1e6;

    /// <summary>
    /// Workers that must be registered before the first update, ≥ 1; what the first of them send until then waits. Above 1 in synchronous
    /// training only: asynchronous training begins with whoever comes first.
    /// </summary>
    public int StartWorkers { get; init; } = 1;

    /// <summary>
    /// How long the first gradient of a synchronous round waits for the last; then the round goes on without the workers that are missing. To be
    /// well below the time that worker nodes wait for an answer, 10 s by default.
    /// </summary>
    public TimeSpan RoundTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may take to acknowledge parameters before the newest are sent again.</summary>
    public TimeSpan AcknowledgementTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// N ≥ 1: a process that takes over goes back at most so many versions. The state is sent to those that stand by every N/2 versions, and
    /// training waits where one that answers would fall further behind.
    /// </summary>
    public long ReplicateEvery { get; init; } = 1_000;

    /// <summary>How long a process that stands by may take to acknowledge a state before training waits for it no longer.</summary>
    public TimeSpan ReplicationTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most processes that stand by, ≥ 1.</summary>
    public int MaxStandbys { get; init; } = 16;

    /// <summary>Time between two checkpoints on the disk; the learner looks at it once a second, so a shorter one is as a second.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a learner that makes way waits until its successors hold its last state.</summary>
    public TimeSpan HandOverTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one evaluation may take before it counts as failed and is asked for again.</summary>
    public TimeSpan EvaluationTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the evaluations that are left when the budget is used up may take together.</summary>
    public TimeSpan CompletionTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long nothing may progress before the learner logs what it is waiting for.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The span over which rates per second are measured.</summary>
    public TimeSpan RateWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Throws if the options have violations.</summary>
    /// <exception cref="ArgumentException">The message lists all violations.</exception>
    public void ThrowIfInvalid()
    {
        if (Violations() is { Count: > 0 } violations)
            throw new ArgumentException(string.Join(" ", violations));
    }

    /// <summary>All violations as sentences that name the option, its value and what is valid; empty when the options hold.</summary>
    public IReadOnlyList<string> Violations()
    {
        var violations = new List<string>();
        if (string.IsNullOrWhiteSpace(Run) || Run.Length > MaximumNameLength)
            violations.Add($"{nameof(Run)} is '{Run}'; it must have 1 to {MaximumNameLength} characters.");
        if (Term < 1)
            violations.Add($"{nameof(Term)} is {Term}; it must be ≥ 1.");
        if (Plan is null)
            violations.Add($"{nameof(Plan)} is missing; give an empty one where nobody takes over.");
        else if (Plan.Length > WireLimits.DocumentLength)
            violations.Add($"{nameof(Plan)} is {Plan.Length} characters long; it must be at most {WireLimits.DocumentLength}.");
        if (Training is null)
            violations.Add($"{nameof(Training)} is missing.");
        else
            violations.AddRange(Training.Validate());
        if (Environment is null)
            violations.Add($"{nameof(Environment)} is missing.");
        else
            violations.AddRange(Environment.FindFaults().Select(fault => $"{nameof(Environment)}: {fault}"));
        if (Training is not null && Environment is not null && Training.Environment != Environment.Id)
            violations.Add($"{nameof(Environment)} is '{Environment.Id}'; the training options name '{Training.Environment}'; give its spec.");

        AtLeastOne(nameof(MetricsInterval), MetricsInterval);
        AtLeastOne(nameof(MaxNodes), MaxNodes);
        AtLeastOne(nameof(MaxWorkers), MaxWorkers);
        AtLeastOne(nameof(EvaluationBacklog), EvaluationBacklog);
        AtLeastOne(nameof(FailureLimit), FailureLimit);
        if (FailurePatience < TimeSpan.Zero)
            violations.Add($"{nameof(FailurePatience)} is {FailurePatience}; it must be ≥ 0.");
        AtLeastOne(nameof(ReplicateEvery), ReplicateEvery);
        AtLeastOne(nameof(MaxStandbys), MaxStandbys);
        if (!(UnclippedGradientNormLimit is > 0 and <= 1e15))
        {
            violations.Add(FormattableString.Invariant(
                $"{nameof(UnclippedGradientNormLimit)} is {UnclippedGradientNormLimit}; it must be above 0 and at most 1e15."));
        }

        AtLeastOne(nameof(StartWorkers), StartWorkers);
        if (StartWorkers > MaxWorkers)
            violations.Add($"{nameof(StartWorkers)} is {StartWorkers}; it must be at most {nameof(MaxWorkers)}, {MaxWorkers}.");
        if (StartWorkers > 1 && Training is { Mode: not TrainingMode.Sync })
            violations.Add($"{nameof(StartWorkers)} is {StartWorkers}; only the mode {TrainingMode.Sync} waits for workers, in others it must be 1.");
        violations.AddRange(PositiveDurations.Violations(
            (nameof(RoundTimeout), RoundTimeout),
            (nameof(AcknowledgementTimeout), AcknowledgementTimeout),
            (nameof(ReplicationTimeout), ReplicationTimeout),
            (nameof(CheckpointInterval), CheckpointInterval),
            (nameof(HandOverTimeout), HandOverTimeout),
            (nameof(EvaluationTimeout), EvaluationTimeout),
            (nameof(CompletionTimeout), CompletionTimeout),
            (nameof(StallTimeout), StallTimeout),
            (nameof(RateWindow), RateWindow)));
        return violations;

        void AtLeastOne(string name, long value)
        {
            if (value < 1)
                violations.Add($"{name} is {value}; it must be ≥ 1.");
        }
    }
}

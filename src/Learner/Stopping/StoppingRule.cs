using ActorCritic.Distributed.Learner.Evaluation;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Stopping;

/// <summary>Decides when a run is over.</summary>
/// <remarks>
/// Solved: a scheduled evaluation reaches the reward threshold, and so does its confirmation with other seeds; one lucky evaluation is not
/// enough.
/// Failed: every registered worker is stuck, or the evaluator is. A worker is stuck when it died, or had a gradient refused, as often as
/// the limit says since the last time a gradient of its own was applied: then nothing that happens can move the parameters any more. Unless
/// others may come, or come back: then they are waited for, and a worker that recovers goes on.
/// </remarks>
/// <param name="rewardThreshold">Mean undiscounted return from which the environment counts as solved; infinite if there is none.</param>
/// <param name="maxSteps">Budget in environment steps, ≥ 1.</param>
/// <param name="stopWhenSolved">Whether the run ends when it is solved.</param>
/// <param name="failureLimit">Times in a row after which something counts as broken, ≥ 1.</param>
/// <param name="restored">Where an earlier term of office stood; null at the start of a run.</param>
/// <param name="patience">How long every registered worker must have been stuck; zero where nobody else can come.</param>
public sealed class StoppingRule(
    double rewardThreshold, long maxSteps, bool stopWhenSolved, int failureLimit, StoppingState? restored = null, TimeSpan patience = default)
{
    /// <summary>
    /// What workers suffered since their last applied gradient; those that suffered nothing are not in it, so that the usual case costs
    /// nothing.
    /// </summary>
    private readonly Dictionary<int, Setbacks> _setbacks = [];
    private int _stuckWorkers;
    private long _setbackCount;
    private DateTimeOffset? _allStuckSince;
    private int _evaluatorFailures;
    private PolicyEvaluated? _candidate = restored?.Candidate;

    /// <summary>The policy that solved the environment; null until there is one. The first one stays.</summary>
    public SolvedPolicy? Solved { get; private set; } = restored?.Solved;

    /// <summary>
    /// The end of a run that an earlier term of office had already solved when it was cut off: nothing is left to train. Null for any other.
    /// </summary>
    public StopDecision? AlreadySolved => Solved is not null && stopWhenSolved ? AsSolved(Solved) : null;

    /// <summary>What outlives a term of office: setbacks concern workers and an evaluator that the next one may not have.</summary>
    public StoppingState Export() => new(_candidate, Solved);

    /// <summary>A gradient of the worker was applied.</summary>
    public void GradientApplied(int worker)
    {
        if (_setbacks.Count == 0)
            return;
        _allStuckSince = null;
        Forget(worker);
    }

    /// <summary>
    /// Whether the budget is used up: no more gradients, but the evaluations that are due may still say that it was solved.
    /// </summary>
    public bool IsBudgetUsedUp(long environmentSteps) => environmentSteps >= maxSteps;

    /// <summary>A gradient of a registered worker was refused.</summary>
    /// <param name="workerCount">Registered workers.</param>
    public StopDecision? GradientRejected(int worker, GradientRejectionReason reason, string explanation, int workerCount)
    {
        Record(worker, rejections: 1, failures: 0, $"{reason}: {explanation}");
        return Decide(workerCount);
    }

    /// <summary>A registered worker died of an exception.</summary>
    /// <param name="workerCount">Registered workers.</param>
    public StopDecision? WorkerFailed(int worker, string cause, int workerCount)
    {
        Record(worker, rejections: 0, failures: 1, cause);
        return Decide(workerCount);
    }

    /// <summary>A node has left; those that stay may all be stuck.</summary>
    /// <param name="workerCount">Workers that are left.</param>
    public StopDecision? NodeLeft(WorkerNode node, int workerCount)
    {
        ArgumentNullException.ThrowIfNull(node);
        for (var worker = node.FirstWorker; node.Has(worker); worker++)
            Forget(worker);
        return Decide(workerCount);
    }

    /// <summary>Looks whether every registered worker has been stuck for longer than others are waited for.</summary>
    /// <param name="workerCount">Registered workers.</param>
    /// <param name="now">The time; never earlier than at the look before.</param>
    public StopDecision? CheckStuck(int workerCount, DateTimeOffset now)
    {
        if (!AreAllStuck(workerCount))
        {
            _allStuckSince = null;
            return null;
        }

        _allStuckSince ??= now;
        return now - _allStuckSince >= patience ? AsStuck(workerCount) : null;
    }

    /// <summary>An evaluation has finished.</summary>
    public EvaluationVerdict Evaluated(EvaluationRequest request, PolicyEvaluated result)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(result);
        _evaluatorFailures = 0;
        if (Solved is not null || !(result.ReturnMean >= rewardThreshold))
            return default;
        if (request.Round == 0)
        {
            _candidate = result;
            return new EvaluationVerdict(Confirm: true, Stop: null);
        }

        if (_candidate?.Version != result.Version)
            throw new InvalidOperationException($"Version {result.Version} was confirmed and version {_candidate?.Version} was to be.");
        Solved = new SolvedPolicy(request.Parameters, _candidate, result);
        return new EvaluationVerdict(Confirm: false, stopWhenSolved ? AsSolved(Solved) : null);
    }

    /// <summary>An evaluation failed or took too long.</summary>
    public StopDecision? EvaluationFailed(string cause)
    {
        _evaluatorFailures++;
        if (_evaluatorFailures < failureLimit)
            return null;
        return new StopDecision(
            TrainingOutcome.Failed,
            $"The evaluator failed {_evaluatorFailures} times in a row, the last time with: {WithoutPeriod(cause)}.");
    }

    /// <summary>Somebody asks for the end.</summary>
    public static StopDecision Requested(string cause, long version, long environmentSteps) =>
        new(
            TrainingOutcome.Stopped,
            FormattableString.Invariant(
                $"{WithoutPeriod(cause)}: training was stopped at version {version}, after {environmentSteps:N0} environment steps."));

    /// <summary>The budget is used up and nothing is waited for any more.</summary>
    /// <param name="evaluationsLeft">Evaluations that were due and did not finish.</param>
    public StopDecision BudgetUsedUp(int evaluationsLeft)
    {
        if (Solved is not null)
            return AsSolved(Solved);
        var threshold = double.IsFinite(rewardThreshold)
            ? FormattableString.Invariant($" before two evaluations in a row reached a mean return of {rewardThreshold}")
            : "";
        var left = evaluationsLeft == 0 ? "" : $" ({evaluationsLeft} of the last evaluations were not waited for)";
        return new StopDecision(
            TrainingOutcome.BudgetExhausted,
            FormattableString.Invariant($"The budget of {maxSteps:N0} environment steps was used up{threshold}{left}."));
    }

    private void Record(int worker, int rejections, int failures, string cause)
    {
        var before = _setbacks.GetValueOrDefault(worker);
        Forget(worker);
        var setbacks = new Setbacks(before.Failures + failures, before.Rejections + rejections, cause, ++_setbackCount);
        _setbacks.Add(worker, setbacks);
        if (IsStuck(setbacks))
            _stuckWorkers++;
    }

    private void Forget(int worker)
    {
        if (_setbacks.Remove(worker, out var setbacks) && IsStuck(setbacks))
            _stuckWorkers--;
    }

    private bool IsStuck(Setbacks setbacks) => Math.Max(setbacks.Failures, setbacks.Rejections) >= failureLimit;

    private StopDecision? Decide(int workerCount) => patience == TimeSpan.Zero && AreAllStuck(workerCount) ? AsStuck(workerCount) : null;

    private bool AreAllStuck(int workerCount) => workerCount > 0 && _stuckWorkers >= workerCount;

    private StopDecision AsStuck(int workerCount)
    {
        var who = workerCount == 1 ? "The only worker" : $"Every one of the {workerCount} workers";
        var what = _setbacks.Values.All(setbacks => setbacks.Failures >= failureLimit) ? "failed"
            : _setbacks.Values.All(setbacks => setbacks.Rejections >= failureLimit) ? "had its gradients refused"
            : "failed or had its gradients refused";
        var latest = _setbacks.Values.MaxBy(setbacks => setbacks.Number);
        return new StopDecision(
            TrainingOutcome.Failed,
            $"{who} {what} at least {failureLimit} times in a row, the last time with: {WithoutPeriod(latest.Cause)}.");
    }

    private StopDecision AsSolved(SolvedPolicy solved)
    {
        var (policy, first, confirmation) = solved;
        return new StopDecision(
            TrainingOutcome.Solved,
            FormattableString.Invariant($"Solved by version {policy.Version}, after {policy.EnvironmentSteps:N0} environment steps: ")
            + FormattableString.Invariant($"greedy mean returns of {first.ReturnMean:F1} and {confirmation.ReturnMean:F1} ")
            + FormattableString.Invariant($"over {confirmation.Episodes} episodes each reach the threshold of {rewardThreshold}."));
    }

    private static string WithoutPeriod(string sentence) => sentence.TrimEnd('.', ' ');

    /// <param name="Cause">The latest one.</param>
    /// <param name="Number">When the latest one was: it rises over all workers.</param>
    private readonly record struct Setbacks(int Failures, int Rejections, string Cause, long Number);
}

using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Evaluation;

/// <summary>Decides which versions are evaluated, in which order and with which seeds.</summary>
/// <remarks>
/// Versions are evaluated in the order in which they arose, one at a time, a confirmation before everything else: with one worker, and as
/// long as none is left out, the version that is declared solved is then a function of the run's seed, however slow the evaluator is.
/// Newest first would make it a matter of speed.
/// </remarks>
public sealed class EvaluationSchedule
{
    /// <summary>
    /// Parameters, over all of their policies, that evaluations waiting behind the first may add to an exported state.
    /// </summary>
    private const int ExportedParameters = 65_536;

    private readonly StepInterval _interval;
    private readonly int _episodes;
    private readonly SeedSequence _seeds;
    private readonly int _backlog;
    private readonly TimeSpan _timeout;
    private readonly Queue<EvaluationRequest> _waiting = new();
    private EvaluationRequest? _first;
    private DateTimeOffset _startedAt;
    private int _nextNumber;
    private long _lastScheduledVersion = -1;

    /// <param name="interval">Environment steps between two evaluations, ≥ 1.</param>
    /// <param name="episodes">Episodes of each, ≥ 1.</param>
    /// <param name="seeds">The run's seeds.</param>
    /// <param name="backlog">Most evaluations that wait, ≥ 1, besides the one that is being played.</param>
    /// <param name="timeout">How long one may be played until it is overdue.</param>
    /// <param name="restored">
    /// Where an earlier term of office stood; null at the start of a run. The evaluation that was being played is asked for again.
    /// </param>
    public EvaluationSchedule(
        long interval, int episodes, SeedSequence seeds, int backlog, TimeSpan timeout, EvaluationScheduleState? restored = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(backlog, 1);
        _interval = new StepInterval(interval, restored?.NextAt);
        _episodes = episodes;
        _seeds = seeds;
        _backlog = backlog;
        _timeout = timeout;
        if (restored is null)
            return;

        _nextNumber = restored.NextNumber;
        _lastScheduledVersion = restored.LastScheduledVersion;
        Skipped = restored.Skipped;
        foreach (var (number, round, parameters) in restored.Pending)
            _waiting.Enqueue(Request(number, round, parameters));
    }

    /// <summary>The evaluation that is being played; null if none is.</summary>
    public EvaluationRequest? Current { get; private set; }

    /// <summary>Evaluations that are due and not finished.</summary>
    public int Pending => _waiting.Count + (_first is null ? 0 : 1) + (Current is null ? 0 : 1);

    /// <summary>Evaluations that were due and left out because too many were waiting.</summary>
    public long Skipped { get; private set; }

    /// <summary>All of it, to go on from elsewhere.</summary>
    /// <remarks>
    /// Whatever is played or comes next is in it with its parameters, because the run may be solved by it. Those that wait behind it follow in
    /// their order as long as they are small together, so that a slow evaluator does not make every copy of the state many times as large as
    /// the policy; the others count as left out in the copy, as they would if the evaluator were even slower.
    /// </remarks>
    public EvaluationScheduleState Export()
    {
        var pending = new List<PendingEvaluation>();
        var skipped = Skipped;
        var room = ExportedParameters;
        foreach (var request in Unfinished)
        {
            if (pending.Count > 0 && (room -= request.Parameters.Values.Length) < 0)
                skipped++;
            else
                pending.Add(new PendingEvaluation(request.Number, request.Round, request.Parameters));
        }

        // Whoever leaves out the last version that was due must evaluate the last of all the same when training ends.
        var lastScheduled = skipped == Skipped ? _lastScheduledVersion : pending[^1].Parameters.Version;
        return new EvaluationScheduleState(_nextNumber, skipped, lastScheduled, _interval.Next, [.. pending]);
    }

    /// <summary>There is a new version: it is evaluated if it is the first at or past a multiple of the interval.</summary>
    public void VersionReached(SharedParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!_interval.Reached(parameters.EnvironmentSteps))
            return;
        if (_waiting.Count < _backlog)
        {
            Enqueue(parameters.Snapshot());
            return;
        }

        // It keeps its number all the same, so that those after it have the seeds they would have had.
        _nextNumber++;
        Skipped++;
    }

    /// <summary>
    /// Training is over and this is its last version: it is evaluated whatever the interval, in the place of the last that waits if there
    /// is no other.
    /// </summary>
    public void TrainingEnded(SharedParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Version == _lastScheduledVersion)
            return;
        if (_waiting.Count >= _backlog)
        {
            var kept = _waiting.Count - 1;
            for (var i = 0; i < kept; i++)
                _waiting.Enqueue(_waiting.Dequeue());
            _waiting.Dequeue();
            Skipped++;
        }

        Enqueue(parameters.Snapshot());
    }

    /// <summary>The evaluation to ask for now; null while one is being played or none is due.</summary>
    public EvaluationRequest? Start(DateTimeOffset now)
    {
        if (Current is not null)
            return null;
        Current = _first ?? (_waiting.TryDequeue(out var next) ? next : null);
        _first = null;
        _startedAt = now;
        return Current;
    }

    /// <summary>An answer has come.</summary>
    /// <returns>
    /// What was asked; null if the answer belongs to nothing that is being played, such as one that came after its question was given up.
    /// </returns>
    public EvaluationRequest? Finish(int round, long version)
    {
        if (Current is null || Current.Round != round || Current.Parameters.Version != version)
            return null;
        var finished = Current;
        Current = null;
        return finished;
    }

    /// <summary>Has a finished evaluation confirmed with other seeds, before anything else.</summary>
    public void Confirm(EvaluationRequest finished)
    {
        ArgumentNullException.ThrowIfNull(finished);
        _first = Request(finished.Number, finished.Round + 1, finished.Parameters);
    }

    /// <summary>Has an evaluation that failed played again, before anything else and with the same seed.</summary>
    public void Repeat(EvaluationRequest failed) => _first = failed;

    /// <summary>Whether the evaluation that is being played has taken too long.</summary>
    public bool IsOverdue(DateTimeOffset now) => Current is not null && now - _startedAt >= _timeout;

    /// <summary>What is due and not finished, in the order in which it is played. One that is confirmed or repeated is never played already.</summary>
    private IEnumerable<EvaluationRequest> Unfinished
    {
        get
        {
            if (Current is { } current)
                yield return current;
            if (_first is { } first)
                yield return first;
            foreach (var request in _waiting)
                yield return request;
        }
    }

    private void Enqueue(ParameterSnapshot parameters)
    {
        _lastScheduledVersion = parameters.Version;
        _waiting.Enqueue(Request(_nextNumber++, round: 0, parameters));
    }

    private EvaluationRequest Request(int number, int round, ParameterSnapshot parameters) =>
        new(number, round, parameters, _episodes, _seeds.Derive(SeedStream.Evaluation, number, round));
}

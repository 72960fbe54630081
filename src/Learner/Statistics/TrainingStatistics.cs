using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Statistics;

/// <summary>
/// Counts everything that happens in a run. Totals keep what a worker did after its node has left; what is kept per worker goes with it.
/// </summary>
public sealed class TrainingStatistics
{
    private readonly TimeSpan _rateWindow;
    private readonly RateWindow _steps;
    private readonly RateWindow _gradients;
    private readonly long[] _rejections = new long[Enum.GetValues<GradientRejectionReason>().Length];
    private readonly Dictionary<int, WorkerStatistics> _workers = [];
    private readonly TimeSpan _elapsedBefore;
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _endedAt;

    /// <summary>Before anything has happened.</summary>
    /// <param name="rateWindow">The span over which rates are measured.</param>
    public TrainingStatistics(TimeSpan rateWindow)
    {
        _rateWindow = rateWindow;
        _steps = new RateWindow(rateWindow);
        _gradients = new RateWindow(rateWindow);
    }

    /// <summary>Goes on where another learner stood; rates begin anew, and time stands still until the first node registers.</summary>
    public TrainingStatistics(TimeSpan rateWindow, StatisticsState state)
        : this(rateWindow)
    {
        ArgumentNullException.ThrowIfNull(state);
        _elapsedBefore = state.Elapsed;
        Episodes = new EpisodeWindow(state.Episodes, state.LastEpisodes);
        Staleness = new StalenessStatistics(state.StalenessHistogram, state.StalenessSum, state.StalenessMaximum);
        Row = new MetricsRow(state.Row);
        LastEvaluation = state.LastEvaluation;
        NewEvaluation = state.IsEvaluationNew ? state.LastEvaluation : null;
        GradientsLost = state.GradientsLost;
        WorkerFailures = state.WorkerFailures;
        foreach (var (reason, count) in state.Rejections)
        {
            _rejections[(int)reason] += count;
            GradientsRejected += count;
        }
    }

    /// <summary>The training episodes.</summary>
    public EpisodeWindow Episodes { get; } = new();

    /// <summary>Staleness of all applied gradients.</summary>
    public StalenessStatistics Staleness { get; } = new();

    /// <summary>What has come together for the next row of metrics.</summary>
    public MetricsRow Row { get; private set; } = new();

    /// <summary>The latest greedy evaluation; null before the first.</summary>
    public EvaluationStatus? LastEvaluation { get; private set; }

    /// <summary>The latest greedy evaluation if it came since the last row of metrics, else null.</summary>
    public EvaluationStatus? NewEvaluation { get; private set; }

    /// <summary>Gradients refused, for whatever reason.</summary>
    public long GradientsRejected { get; private set; }

    /// <summary>Gradients whose answer never came, as reported by the nodes.</summary>
    public long GradientsLost { get; private set; }

    /// <summary>Exceptions that ended a worker.</summary>
    public long WorkerFailures { get; private set; }

    /// <summary>Gradients refused, by reason; reasons without any are left out.</summary>
    public EquatableList<RejectionCount> Rejections => Counts(_rejections);

    /// <summary>Whether training has ended.</summary>
    public bool HasEnded => _endedAt is not null;

    /// <summary>Training starts; only the first call counts.</summary>
    public void Start(DateTimeOffset now) => _startedAt ??= now;

    /// <summary>Training ends: time stands still from here.</summary>
    public void End(DateTimeOffset now) => _endedAt ??= now;

    /// <summary>Time since the start, and that of earlier terms of office; 0 before the start of the run.</summary>
    public TimeSpan Elapsed(DateTimeOffset now) => _elapsedBefore + (_startedAt is { } startedAt ? (_endedAt ?? now) - startedAt : TimeSpan.Zero);

    /// <summary>All of it that outlives a term of office, to go on from elsewhere.</summary>
    public StatisticsState Export(DateTimeOffset now) => new(
        Elapsed(now),
        Episodes.Count,
        Episodes.Last,
        Staleness.Histogram,
        Staleness.Sum,
        Staleness.Maximum,
        Rejections,
        GradientsLost,
        WorkerFailures,
        LastEvaluation,
        IsEvaluationNew: NewEvaluation is not null,
        Row.Export());

    /// <summary>Environment steps per second over the window.</summary>
    public double StepsPerSecond(DateTimeOffset now) => _steps.PerSecond(_endedAt ?? now);

    /// <summary>Gradients applied per second over the window.</summary>
    public double GradientsPerSecond(DateTimeOffset now) => _gradients.PerSecond(_endedAt ?? now);

    /// <summary>A gradient was applied.</summary>
    public void GradientApplied(int worker, RolloutReport rollout, long staleness, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        _steps.Add(rollout.EnvironmentSteps, now);
        _gradients.Add(1, now);
        Staleness.Add(staleness);
        Row.Add(rollout, staleness);
        for (var i = 0; i < rollout.Episodes.Count; i++)
            Episodes.Add(rollout.Episodes[i]);
        _workers[worker].GradientApplied(rollout.EnvironmentSteps, staleness, now);
    }

    /// <summary>A gradient of a registered worker was refused.</summary>
    public void GradientRejected(int worker, GradientRejectionReason reason)
    {
        GradientRejected(reason);
        _workers[worker].GradientRejected(reason);
    }

    /// <summary>A gradient was refused that counts for no worker: a stranger sent it, or it came after the end.</summary>
    public void GradientRejected(GradientRejectionReason reason)
    {
        GradientsRejected++;
        _rejections[(int)reason]++;
    }

    /// <summary>The answer to a gradient never reached its node.</summary>
    public void GradientLost() => GradientsLost++;

    /// <summary>A worker died of an exception.</summary>
    public void WorkerFailed(int worker)
    {
        WorkerFailures++;
        _workers[worker].Failed();
    }

    /// <summary>An evaluation has finished.</summary>
    public void Evaluated(PolicyEvaluated result)
    {
        ArgumentNullException.ThrowIfNull(result);
        LastEvaluation = NewEvaluation =
            new EvaluationStatus(result.Version, result.EnvironmentSteps, result.Episodes, result.ReturnMean, result.ReturnDeviation);
    }

    /// <summary>The row of metrics was recorded: the next one begins.</summary>
    public void StartRow()
    {
        Row = new MetricsRow();
        NewEvaluation = null;
    }

    /// <summary>A node has registered.</summary>
    public void Add(WorkerNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        for (var worker = node.FirstWorker; node.Has(worker); worker++)
            _workers.Add(worker, new WorkerStatistics(_rateWindow));
    }

    /// <summary>A node has left.</summary>
    public void Remove(WorkerNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        for (var worker = node.FirstWorker; node.Has(worker); worker++)
            _workers.Remove(worker);
    }

    /// <summary>How it stands with one worker of a registered node.</summary>
    public WorkerStatus StatusOf(int worker, DateTimeOffset now) => _workers[worker].Status(worker, _endedAt ?? now);

    /// <summary>Gradients of a registered node that were refused, by reason; reasons without any are left out.</summary>
    public EquatableList<RejectionCount> RejectionsOf(WorkerNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Span<long> sums = stackalloc long[_rejections.Length];
        for (var worker = node.FirstWorker; node.Has(worker); worker++)
        {
            var rejections = _workers[worker].Rejections;
            for (var reason = 0; reason < sums.Length; reason++)
                sums[reason] += rejections[reason];
        }

        return Counts(sums);
    }

    private static EquatableList<RejectionCount> Counts(ReadOnlySpan<long> byReason)
    {
        var counts = new List<RejectionCount>();
        for (var reason = 0; reason < byReason.Length; reason++)
        {
            if (byReason[reason] > 0)
                counts.Add(new RejectionCount((GradientRejectionReason)reason, byReason[reason]));
        }

        return [.. counts];
    }
}

using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>
/// Adds up what the faults of a simulation have cost. A plain class that is fed with facts; times are since the start of the simulation. What happens between
/// a fault and the next is put down to the fault.
/// </summary>
internal sealed class SimulationLedger
{
    private readonly List<Entry> _entries = [new Entry(Fault: null, At: TimeSpan.Zero, EnvironmentSteps: 0)];
    private readonly List<OpenTerm> _terms = [];
    private readonly Dictionary<string, long> _lost = [];
    private TimeSpan? _lastAppliedAt;
    private TimeSpan _longestGap;

    /// <summary>When the first gradient was applied; null before.</summary>
    public TimeSpan? FirstAppliedAt { get; private set; }

    /// <summary>Environment steps of the learner that applied the last gradient.</summary>
    public long EnvironmentSteps { get; private set; }

    /// <summary>The terms of office so far, in the order in which they began.</summary>
    public IReadOnlyList<TermEntry> Terms => [.. _terms.Select(term => term.Began)];

    private Entry Current => _entries[^1];

    /// <summary>A fault has happened.</summary>
    /// <param name="at">When.</param>
    /// <param name="fault">Its ordinal.</param>
    public void FaultHappened(TimeSpan at, int fault)
    {
        CloseGap(at);
        _entries.Add(new Entry(fault, at, EnvironmentSteps));
    }

    /// <summary>A learner began its term of office.</summary>
    public void TermBegan(TimeSpan at, string node, string run, long term, long version, long environmentSteps)
    {
        _terms.Add(new OpenTerm(new TermEntry(run, term, node, at.TotalSeconds, version, environmentSteps), Current) { LastSteps = environmentSteps });
        EnvironmentSteps = environmentSteps;
    }

    /// <summary>A learner applied a gradient.</summary>
    public void GradientApplied(TimeSpan at, string node, string run, long term, long environmentSteps)
    {
        FirstAppliedAt ??= at;
        CloseGap(at);
        _lastAppliedAt = at;
        if (_terms.FindLast(open => open.Began.Node == node && open.Began.Run == run && open.Began.Term == term) is not { } own)
            return;
        own.LastSteps = environmentSteps;
        if (own == _terms[^1])
            EnvironmentSteps = environmentSteps;
    }

    /// <summary>A learner refused a gradient.</summary>
    public void GradientRejected(GradientRejectionReason reason) =>
        Current.Rejections[reason] = Current.Rejections.GetValueOrDefault(reason) + 1;

    /// <summary>How many gradients a node has given up as lost by now.</summary>
    public void GradientsLost(string node, long total)
    {
        Current.GradientsLost += total - _lost.GetValueOrDefault(node);
        _lost[node] = total;
    }

    /// <summary>What everything that began with a fault has cost; all zero for one that never happened.</summary>
    public FaultCost CostOf(int fault) => Sum(_entries.Where(entry => entry.Fault == fault));

    /// <summary>What the whole run has lost.</summary>
    public FaultCost Total => Sum(_entries) with { SecondsWithoutProgress = _longestGap.TotalSeconds };

    /// <summary>When a fault happened; null if it never did.</summary>
    public (TimeSpan At, long EnvironmentSteps)? WhenHappened(int fault) =>
        _entries.Find(entry => entry.Fault == fault) is { } entry ? (entry.At, entry.EnvironmentSteps) : null;

    private FaultCost Sum(IEnumerable<Entry> entries)
    {
        var chosen = entries.ToList();
        var takeovers = _terms.Index().Where(term => term.Index > 0 && chosen.Contains(term.Item.Entry)).ToList();
        return new FaultCost(
            takeovers.Sum(term => Math.Max(0, _terms[term.Index - 1].LastSteps - term.Item.Began.EnvironmentSteps)),
            chosen.SelectMany(entry => entry.Rejections).GroupBy(rejection => rejection.Key).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value)),
            chosen.Sum(entry => entry.GradientsLost),
            chosen.Select(entry => entry.LongestGap.TotalSeconds).DefaultIfEmpty(0).Max(),
            takeovers.Count);
    }

    /// <summary>Something has progressed, or another fault has come: a fault answers for a standstill from its own beginning on.</summary>
    private void CloseGap(TimeSpan at)
    {
        if (_lastAppliedAt is not { } last)
            return;
        _longestGap = Max(_longestGap, at - last);
        Current.LongestGap = Max(Current.LongestGap, at - Max(last, Current.At));
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>What has happened since a fault, until the next.</summary>
    private sealed record Entry(int? Fault, TimeSpan At, long EnvironmentSteps)
    {
        public Dictionary<GradientRejectionReason, long> Rejections { get; } = [];

        public long GradientsLost { get; set; }

        public TimeSpan LongestGap { get; set; }
    }

    private sealed class OpenTerm(TermEntry began, Entry entry)
    {
        public TermEntry Began => began;

        /// <summary>The fault that is blamed for it.</summary>
        public Entry Entry => entry;

        public long LastSteps { get; set; }
    }
}

/// <summary>What a fault has cost.</summary>
/// <param name="EnvironmentStepsLost">Environment steps that a learner had applied and that are not in its successor's state.</param>
/// <param name="GradientsRejected">Gradients refused, by reason; reasons without any are left out.</param>
/// <param name="GradientsLost">Gradients that worker nodes gave up, because no answer came or their learner was gone.</param>
/// <param name="SecondsWithoutProgress">Longest time between two applied gradients.</param>
/// <param name="Takeovers">Learners that took over.</param>
internal sealed record FaultCost(
    long EnvironmentStepsLost,
    IReadOnlyDictionary<GradientRejectionReason, long> GradientsRejected,
    long GradientsLost,
    double SecondsWithoutProgress,
    int Takeovers);

/// <summary>A term of office, as it began.</summary>
/// <param name="Run">The run.</param>
/// <param name="Term">Its number.</param>
/// <param name="Node">The node that the learner was in.</param>
/// <param name="Seconds">When it began, since the start of the simulation.</param>
/// <param name="Version">The version that it began with.</param>
/// <param name="EnvironmentSteps">Environment steps behind that version.</param>
internal sealed record TermEntry(string Run, long Term, string Node, double Seconds, long Version, long EnvironmentSteps);

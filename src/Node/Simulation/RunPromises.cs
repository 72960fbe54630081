using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Names one gradient: no node ever uses a sequence number twice.</summary>
internal readonly record struct GradientKey(string Node, int Worker, long Sequence);

/// <summary>Checks what must hold in every run, whatever happens to its nodes. A plain class that is fed with facts.</summary>
/// <remarks>
/// <para>Versions: in a term of office each applied gradient, or round of them, leads to the next version after the one before. A run has one learner in a term.</para>
/// <para>Gradients: none is applied twice, also not by two learners. No parameters that a learner makes hold NaN or infinity.</para>
/// <para>
/// Counters: for each start of a worker node with w workers, each of which may have f gradients in flight, let s, a, r, l be the gradients that it says it has submitted, heard applied, heard rejected and given
/// up as lost, and A and R those that the learners of all terms have applied and rejected of it.
/// <code>
/// 0 ≤ s − a − r − l ≤ w·f    what is on its way, at each of its reports; 0 once the run is over for it
/// a ≤ A   and   r ≤ R        it heard nothing that no learner has decided
/// A + R ≤ s                  once the run is over for it: nothing was decided that was never submitted
/// </code>
/// With the first two follows s − A − R ≤ l: what never reached a learner is among what the node counts as lost. A node that is killed is held to its last report, a
/// second old at most. Of gradients that wait for a synchronous round no learner says what became of them if their node leaves: they count as lost at the node.
/// </para>
/// <para>
/// End: the version at the end is that of the last term's last gradient; in asynchronous training the histogram of staleness has as many entries. What the
/// summary counts as rejected during training is at least what the last learner rejected, and at most what all of them did. The policy is solved.
/// </para>
/// </remarks>
/// <param name="mode">How gradients are applied.</param>
/// <param name="workersPerNode">Workers of each worker node.</param>
/// <param name="gradientsInFlight">Gradients that a worker may have on their way at once.</param>
internal sealed class RunPromises(TrainingMode mode, int workersPerNode, int gradientsInFlight = 1)
{
    private readonly List<string> _violations = [];
    private readonly HashSet<string> _broken = [];
    private readonly Dictionary<(string Run, long Term), Term> _terms = [];
    private readonly HashSet<GradientKey> _applied = [];
    private readonly Dictionary<string, Counts> _nodes = [];

    /// <summary>What was broken, a sentence each, in the order in which it was noticed; each promise is named once.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>A learner began its term.</summary>
    public void TermBegan(string node, string run, long term, long version)
    {
        if (_terms.TryGetValue((run, term), out var other))
            Break(node, $"two learners of {run} were in term {term}: one on {other.Node}, one on {node}");
        _terms[(run, term)] = new Term(run, term, node, version);
    }

    /// <summary>A learner applied a gradient.</summary>
    public void GradientApplied(string node, string run, long term, GradientKey gradient, long version, bool areParametersFinite)
    {
        if (!_applied.Add(gradient))
            Break("twice", $"gradient {gradient.Sequence} of worker {gradient.Worker} of {gradient.Node} was applied twice, the second time on {node} in term {term}");
        if (!areParametersFinite)
            Break("finite", $"version {version} of term {term} holds numbers that are not finite");
        Of(gradient.Node).Applied++;
        if (!_terms.TryGetValue((run, term), out var own))
        {
            Break("term", $"{node} applied a gradient in term {term} of {run}, which never began");
            return;
        }

        var isOfTheSameRound = mode == TrainingMode.Sync && own.HasApplied && version == own.LastVersion;
        if (version != own.LastVersion + 1 && !isOfTheSameRound)
            Break("versions", $"in term {term} version {version} came after version {own.LastVersion}");
        (own.LastVersion, own.HasApplied) = (version, true);
    }

    /// <summary>A learner refused a gradient.</summary>
    public void GradientRejected(string node, string run, long term, string workerNode, GradientRejectionReason reason)
    {
        Of(workerNode).Rejected++;
        if (reason != GradientRejectionReason.TrainingCompleted && _terms.TryGetValue((run, term), out var own) && own.Node == node)
            own.Rejected++;
    }

    /// <summary>A worker node says what it has done.</summary>
    public void Progressed(string node, NodeProgressed progress)
    {
        Of(node).Reported = progress;
        var underWay = progress.Submitted - progress.Applied - progress.Rejected - progress.Lost;
        if (underWay < 0 || underWay > workersPerNode * gradientsInFlight)
        {
            Break("under way", $"{node} has submitted {progress.Submitted} gradients, of which {progress.Applied} were applied, {progress.Rejected} rejected and "
                + $"{progress.Lost} lost: {underWay} would be on their way from {workersPerNode} workers, which may have {gradientsInFlight} in flight each");
        }
    }

    /// <summary>The run is over.</summary>
    /// <param name="summary">What the learner that ended it says; null if none did.</param>
    /// <param name="completed">The starts of worker nodes that have heard of the end.</param>
    public void RunEnded(RunSummary? summary, IEnumerable<string> completed)
    {
        foreach (var (node, counts) in _nodes)
            CheckCounters(node, counts);
        foreach (var node in completed)
            CheckCompleted(node, Of(node));
        if (summary is null)
        {
            Break("end", "no learner brought the run to its end");
            return;
        }

        if (!summary.Solved)
            Break("solved", $"the policy is not solved: {summary.Explanation.TrimEnd('.')}");
        CheckEnd(summary);
    }

    private void CheckCounters(string node, Counts counts)
    {
        if (counts.Reported.Applied > counts.Applied)
            Break("applied", $"{node} heard of {counts.Reported.Applied} applied gradients, and the learners applied {counts.Applied} of it");
        if (counts.Reported.Rejected > counts.Rejected)
            Break("rejected", $"{node} heard of {counts.Reported.Rejected} rejected gradients, and the learners rejected {counts.Rejected} of it");
    }

    private void CheckCompleted(string node, Counts counts)
    {
        var reported = counts.Reported;
        if (reported.Submitted != reported.Applied + reported.Rejected + reported.Lost)
        {
            Break("sum", $"at the end {node} has submitted {reported.Submitted} gradients, which is not {reported.Applied} applied + {reported.Rejected} rejected "
                + $"+ {reported.Lost} lost");
        }

        if (counts.Applied + counts.Rejected > reported.Submitted)
            Break("submitted", $"the learners decided on {counts.Applied + counts.Rejected} gradients of {node}, which submitted {reported.Submitted}");
    }

    private void CheckEnd(RunSummary summary)
    {
        if (_terms.Values.MaxBy(term => (term.LastVersion == summary.Version, term.Number)) is not { } last)
            return;
        if (last.LastVersion != summary.Version)
            Break("end version", $"the run ended at version {summary.Version}, and the last gradient led to version {last.LastVersion}");
        var counted = summary.Staleness.Histogram.Sum();
        if (mode == TrainingMode.Async && counted != summary.Version)
            Break("histogram", $"the staleness of {counted} gradients was counted up to version {summary.Version}");
        var rejected = summary.GradientsRejected.Where(rejection => rejection.Key != GradientRejectionReason.TrainingCompleted).Sum(rejection => rejection.Value);
        var all = _terms.Values.Where(term => term.Run == last.Run).Sum(term => term.Rejected);
        if (rejected < last.Rejected || rejected > all)
            Break("rejections", $"the summary has {rejected} rejected gradients, the last learner rejected {last.Rejected} and all of them {all}");
    }

    private Counts Of(string node) => _nodes.TryGetValue(node, out var counts) ? counts : _nodes[node] = new Counts();

    /// <summary>A broken promise breaks on and on; it is said once.</summary>
    private void Break(string promise, string sentence)
    {
        if (_broken.Add(promise))
            _violations.Add(sentence + ".");
    }

    private sealed class Term(string run, long number, string node, long version)
    {
        public string Run => run;

        public long Number => number;

        public string Node => node;

        public long LastVersion { get; set; } = version;

        public bool HasApplied { get; set; }

        public long Rejected { get; set; }
    }

    /// <summary>The gradients of one start of a worker node: what the learners did with them, and what it says itself.</summary>
    private sealed class Counts
    {
        public long Applied { get; set; }

        public long Rejected { get; set; }

        public NodeProgressed Reported { get; set; } = NodeProgressed.Start;
    }
}

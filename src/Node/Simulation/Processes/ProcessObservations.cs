using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>
/// Makes the facts of a simulation's ledger out of what processes show of themselves: the status of the run, asked for some times a second, and what learners
/// say when they begin. Times and steps are those of the last look; a learner that is overtaken is not listened to.
/// </summary>
/// <remarks>Safe for use by several threads: lines come from the threads that read them.</remarks>
internal sealed class ProcessObservations
{
    private const string AllNodes = "all";

    private readonly Lock _gate = new();
    private readonly SimulationLedger _ledger = new();
    private readonly Dictionary<GradientRejectionReason, long> _rejections = [];
    private string? _beginner;
    private string? _run;
    private string _node = "";
    private long _term;
    private long _version;
    private long _lost;

    /// <summary>Environment steps of the run and time since the first applied gradient; null before that.</summary>
    /// <param name="now">Time since the start of the simulation.</param>
    public (TimeSpan Elapsed, long EnvironmentSteps)? ProgressAt(TimeSpan now)
    {
        lock (_gate)
            return _ledger.FirstAppliedAt is { } first ? (now - first, _ledger.EnvironmentSteps) : null;
    }

    /// <summary>A fault has happened.</summary>
    public void FaultHappened(TimeSpan at, int fault)
    {
        lock (_gate)
            _ledger.FaultHappened(at, fault);
    }

    /// <summary>A process has written a line.</summary>
    public void Heard(TimeSpan at, string node, string line)
    {
        lock (_gate)
        {
            if (LearnerSentences.IsBegun(line))
                _beginner ??= node;
            if (LearnerSentences.ReadTakeover(line) is { } takeover && (_run is null || takeover.Run == _run) && takeover.Term > _term)
                BeginTerm(at, node, takeover);
        }
    }

    /// <summary>A learner has said how the run stands.</summary>
    /// <returns>Whether it is the one that is listened to.</returns>
    public bool Observed(TimeSpan at, TrainingStatus status)
    {
        lock (_gate)
        {
            if (_run is null && _beginner is not null)
                BeginTerm(at, _beginner, new Takeover(status.Run, status.Term, Version: 0, EnvironmentSteps: 0));
            if (status.Run != _run || status.Term != _term)
                return false;
            if (status.Version > _version)
                _ledger.GradientApplied(at, _node, status.Run, status.Term, status.EnvironmentSteps);
            _version = Math.Max(_version, status.Version);
            foreach (var (reason, count) in status.Rejections)
            {
                for (var seen = _rejections.GetValueOrDefault(reason); seen < count; seen++)
                    _ledger.GradientRejected(reason);
                _rejections[reason] = Math.Max(count, _rejections.GetValueOrDefault(reason));
            }

            // A state that a learner goes on from may know of fewer.
            _ledger.GradientsLost(AllNodes, _lost = Math.Max(_lost, status.GradientsLost));
            return true;
        }
    }

    /// <summary>Looks into the ledger while no fact comes in.</summary>
    public T Read<T>(Func<SimulationLedger, T> read)
    {
        lock (_gate)
            return read(_ledger);
    }

    private void BeginTerm(TimeSpan at, string node, Takeover takeover)
    {
        (_run, _term, _node, _version) = (takeover.Run, takeover.Term, node, takeover.Version);
        _ledger.TermBegan(at, node, takeover.Run, takeover.Term, takeover.Version, takeover.EnvironmentSteps);
    }
}

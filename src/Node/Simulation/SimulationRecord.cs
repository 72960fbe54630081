using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Takes the facts of all nodes, from their threads, to the ledger and to the promises; gives each the time.</summary>
/// <param name="promises">What is checked.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class SimulationRecord(RunPromises promises, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly SimulationLedger _ledger = new();
    private readonly long _startedAt = timeProvider.GetTimestamp();
    private bool _isOver;

    /// <summary>Time since the first applied gradient, and the environment steps of the run; null before that gradient.</summary>
    public (TimeSpan Elapsed, long EnvironmentSteps)? Progress
    {
        get
        {
            lock (_gate)
                return _ledger.FirstAppliedAt is { } first ? (Now - first, _ledger.EnvironmentSteps) : null;
        }
    }

    private TimeSpan Now => timeProvider.GetElapsedTime(_startedAt);

    /// <summary>Sees the learners of one node.</summary>
    public IRunWitness WitnessOf(string node) => new Witness(this, node);

    /// <summary>A fault has happened.</summary>
    public void FaultHappened(int fault)
    {
        lock (_gate)
            _ledger.FaultHappened(Now, fault);
    }

    /// <summary>A learner has ended the run: whoever takes over afterwards, because it has not heard of that, costs nothing any more.</summary>
    public void RunEnded()
    {
        lock (_gate)
            _isOver = true;
    }

    /// <summary>What a worker node has done.</summary>
    public void Progressed(string node, NodeProgressed progress)
    {
        lock (_gate)
        {
            _ledger.GradientsLost(node, progress.Lost);
            promises.Progressed(node, progress);
        }
    }

    /// <summary>Looks into both, while no fact comes in.</summary>
    public T Read<T>(Func<SimulationLedger, RunPromises, T> read)
    {
        lock (_gate)
            return read(_ledger, promises);
    }

    private sealed class Witness(SimulationRecord record, string node) : IRunWitness
    {
        private string _run = "";

        public void TermBegan(string run, long term, long version, long environmentSteps)
        {
            _run = run;
            lock (record._gate)
            {
                if (!record._isOver)
                    record._ledger.TermBegan(record.Now, node, run, term, version, environmentSteps);
                record.Promises.TermBegan(node, run, term, version);
            }
        }

        public void GradientApplied(SubmitGradient gradient, long version, long environmentSteps, ReadOnlySpan<float> parameters)
        {
            var isFinite = AllFinite(parameters);
            lock (record._gate)
            {
                if (!record._isOver)
                    record._ledger.GradientApplied(record.Now, node, gradient.Run, gradient.Term, environmentSteps);
                record.Promises.GradientApplied(
                    node, gradient.Run, gradient.Term, new GradientKey(gradient.Node, gradient.Worker, gradient.Sequence), version, isFinite);
            }
        }

        public void GradientRejected(long term, SubmitGradient gradient, GradientRejectionReason reason)
        {
            lock (record._gate)
            {
                record._ledger.GradientRejected(reason);
                record.Promises.GradientRejected(node, _run, term, gradient.Node, reason);
            }
        }

        private static bool AllFinite(ReadOnlySpan<float> values)
        {
            foreach (var value in values)
            {
                if (!float.IsFinite(value))
                    return false;
            }

            return true;
        }
    }

    private RunPromises Promises => promises;
}

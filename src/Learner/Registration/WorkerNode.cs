namespace ActorCritic.Distributed.Learner.Registration;

/// <summary>A registered worker node and the run-wide indices of its workers.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="FirstWorker">Index of its first worker; the others follow it.</param>
/// <param name="WorkerCount">Number of its workers, ≥ 1.</param>
public sealed record WorkerNode(string Name, int FirstWorker, int WorkerCount)
{
    /// <summary>Whether the worker runs on this node.</summary>
    public bool Has(int worker) => (uint)(worker - FirstWorker) < (uint)WorkerCount;
}

using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>The nodes of a simulation, by name: learner; standby-1, …; worker-1, ….</summary>
/// <param name="Workers">Worker nodes, ≥ 1.</param>
/// <param name="Standbys">Processes that stand by for the learner, ≥ 0.</param>
public sealed record SimulatedCast(int Workers, int Standbys)
{
    /// <summary>The node that the run begins with.</summary>
    public const string Learner = "learner";

    /// <summary>Those that hold the learner or stand by for it.</summary>
    public IReadOnlyList<string> LearnerNodes { get; } = [Learner, .. Numbered("standby", Standbys)];

    /// <summary>Those that play.</summary>
    public IReadOnlyList<string> WorkerNodes { get; } = [.. Numbered("worker", Workers)];

    /// <summary>All of them.</summary>
    public IEnumerable<string> Nodes => [.. LearnerNodes, .. WorkerNodes];

    /// <summary>What is wrong with faults, a sentence for each.</summary>
    public IEnumerable<string> FaultsIn(IEnumerable<Fault> faults)
    {
        foreach (var fault in faults)
        {
            if (!Nodes.Contains(fault.Node))
            {
                yield return $"--fault is '{fault}'; there is no node '{fault.Node}', the nearest is '{NearestName.Of(fault.Node, Nodes)}'. "
                    + $"The nodes are {string.Join(", ", LearnerNodes)}, worker-1 … worker-{Workers}.";
            }
            else if (fault.Kind == FaultKind.Nan && !WorkerNodes.Contains(fault.Node))
            {
                yield return $"--fault is '{fault}'; only worker nodes compute gradients, such as nan:worker-1@{fault.At}.";
            }
        }
    }

    private static IEnumerable<string> Numbered(string name, int count) =>
        Enumerable.Range(1, count).Select(number => FormattableString.Invariant($"{name}-{number}"));
}

using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Registration;

/// <summary>Who takes part: the worker nodes and which workers are whose.</summary>
/// <remarks>
/// An index is given to one worker of one run only, also after its node has left: a worker's random streams derive from its index, and a
/// late message of the one that left can never pass for a message of another.
/// </remarks>
/// <param name="maxNodes">Most nodes at a time, ≥ 1.</param>
/// <param name="maxWorkers">Most workers at a time, over all nodes, ≥ 1.</param>
/// <param name="nextWorker">Index that the first worker to register is given, ≥ 0: above all that earlier terms of office gave.</param>
public sealed class WorkerNodeRegistry(int maxNodes, int maxWorkers, int nextWorker = 0)
{
    private readonly Dictionary<string, WorkerNode> _nodes = [];

    /// <summary>Index of the next worker that registers.</summary>
    public int NextWorker { get; private set; } = nextWorker;

    /// <summary>Number of registered nodes.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>Number of workers of all registered nodes.</summary>
    public int WorkerCount { get; private set; }

    /// <summary>The registered nodes.</summary>
    public IReadOnlyCollection<WorkerNode> Nodes => _nodes.Values;

    /// <summary>Registers a node, or finds it again: a node that asks twice gets the same indices.</summary>
    public RegistrationDecision Register(RegisterWorkerNode request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ProtocolVersion != ProtocolVersion.Current)
        {
            return Rejected(
                WorkerNodeRejectionReason.ProtocolVersion,
                ProtocolVersion.Refusal("The node", request.ProtocolVersion));
        }

        if (string.IsNullOrWhiteSpace(request.Node) || request.Node.Length > LearnerOptions.MaximumNameLength)
            return Invalid($"A node's name must have 1 to {LearnerOptions.MaximumNameLength} characters.");
        if (request.WorkerCount < 1)
            return Invalid($"The node offers {request.WorkerCount} workers; it must offer at least one.");

        if (_nodes.TryGetValue(request.Node, out var known))
        {
            return known.WorkerCount == request.WorkerCount
                ? new RegistrationDecision.Accepted(known, IsNew: false)
                : Invalid(
                    $"A node '{known.Name}' is registered with {known.WorkerCount} workers and now offers {request.WorkerCount}; "
                    + "every start of a node needs a name of its own.");
        }

        if (NodeCount >= maxNodes)
            return Rejected(WorkerNodeRejectionReason.Full, $"{NodeCount} of at most {maxNodes} nodes are registered.");

        // Indices are never given twice, so they too can run out, after two thousand million workers.
        if (request.WorkerCount > maxWorkers - WorkerCount || request.WorkerCount > int.MaxValue - NextWorker)
        {
            return Rejected(
                WorkerNodeRejectionReason.Full,
                $"{WorkerCount} of at most {maxWorkers} workers are registered, and the node offers {request.WorkerCount} more.");
        }


        var node = new WorkerNode(request.Node, NextWorker, request.WorkerCount);
        _nodes.Add(node.Name, node);
        NextWorker += node.WorkerCount;
        WorkerCount += node.WorkerCount;
        return new RegistrationDecision.Accepted(node, IsNew: true);
    }

    /// <summary>Whether the node is registered and the worker is one of its own.</summary>
    public bool Has(string node, int worker) => _nodes.TryGetValue(node, out var registered) && registered.Has(worker);

    /// <summary>Forgets a node that has left.</summary>
    /// <returns>Whether it was registered.</returns>
    public bool Forget(string name, [NotNullWhen(true)] out WorkerNode? node)
    {
        if (!_nodes.Remove(name, out node))
            return false;
        WorkerCount -= node.WorkerCount;
        return true;
    }

    private static RegistrationDecision.Rejected Invalid(string explanation) => new(WorkerNodeRejectionReason.InvalidRequest, explanation);

    private static RegistrationDecision.Rejected Rejected(WorkerNodeRejectionReason reason, string explanation) => new(reason, explanation);
}

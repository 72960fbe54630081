using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>
/// The nodes of a simulation as operating-system processes, each with the command line that a person would give: <c>learner</c> or <c>worker</c>. Called from
/// one thread. Disposing it ends every process.
/// </summary>
/// <param name="request">What was asked for.</param>
/// <param name="folder">Takes a folder for each learner node, the plan, and a log for each process.</param>
/// <param name="heard">Is told every line of a node's output, from another thread.</param>
internal sealed class ProcessCluster(SimulationRequest request, RunFolder folder, Action<string, string> heard) : IFaultStage, IDisposable
{
    private const string Loopback = "127.0.0.1";

    private readonly Dictionary<string, NodeAddress> _addresses = LoopbackAddresses.Of(request.Cast.LearnerNodes);
    private readonly Dictionary<string, List<ChildProcess>> _processes = request.Cast.Nodes.ToDictionary(node => node, _ => new List<ChildProcess>());

    /// <summary>Where learner processes that live listen.</summary>
    public IEnumerable<NodeAddress> LearnerAddresses => request.Cast.LearnerNodes.Where(IsAlive).Select(node => _addresses[node]);

    /// <summary>All processes that there have been.</summary>
    public IEnumerable<ChildProcess> All => _processes.Values.SelectMany(processes => processes);

    /// <summary>Whether a learner process lives.</summary>
    public bool HasLearner => request.Cast.LearnerNodes.Any(IsAlive);

    /// <summary>The learner process that has ended the run; null while none has.</summary>
    public (string Node, ChildProcess Process)? Concluded
    {
        get
        {
            foreach (var node in request.Cast.LearnerNodes)
            {
                if (_processes[node] is [.., { WasKilled: false } last] && File.Exists(FolderOf(node).SummaryFile))
                    return (node, last);
            }

            return null;
        }
    }

    /// <summary>The folder of a learner node; one that starts again goes on in it.</summary>
    public RunFolder FolderOf(string node) => RunFolder.At(Path.Combine(folder.Path, node));

    /// <inheritdoc/>
    public bool IsAlive(string node) => _processes[node] is [.., { IsOver: false }];

    /// <inheritdoc/>
    public Action Begin(Fault fault)
    {
        var process = _processes[fault.Node][^1];
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                process.Kill();
                return () => Start(fault.Node);
            case FaultKind.Pause:
                process.Pause();
                return process.Resume;
            default:
                var order = new FaultOrder(Begins: true, fault.Kind, fault.Lateness);
                process.Tell(order);
                return () => process.Tell(order with { Begins = false });
        }
    }

    /// <summary>Starts the process of a node.</summary>
    public ChildProcess Start(string node)
    {
        // Its port and its folder are its own only once the one before it is gone.
        foreach (var previous in _processes[node])
            previous.Dispose();
        var lives = _processes[node].Count;
        var name = lives == 0 ? node : FormattableString.Invariant($"{node}-life-{lives + 1}");
        var log = new StreamWriter(Path.Combine(folder.Path, $"{name}.log")) { AutoFlush = true };
        var process = ChildProcess.Start(ArgumentsOf(node), log, line => heard(node, line));
        _processes[node].Add(process);
        return process;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in All)
            process.Dispose();
    }

    /// <summary>The command line of a node's process.</summary>
    internal IReadOnlyList<string> ArgumentsOf(string node)
    {
        if (!_addresses.TryGetValue(node, out var address))
            return ["worker", "--host", Loopback, "--workers", FormattableString.Invariant($"{request.WorkersPerNode}"), "--join", string.Join(',', _addresses.Values), .. BackendOption.WordsFor(request.Training.Backend)];

        // A learner that finds no other alive begins the cluster; whatever its folder holds, it goes on with it.
        var others = request.Cast.LearnerNodes.Any(other => other != node && IsAlive(other))
            ? _addresses.Where(entry => entry.Key != node).Select(entry => entry.Value)
            : [];
        return
        [
            "learner",
            "--host", Loopback,
            "--port", FormattableString.Invariant($"{address.Port}"),
            "--resume-or-begin", FolderOf(node).Path,
            "--config", folder.PlanFile,
            "--replicate-every", FormattableString.Invariant($"{request.ReplicateEvery}"),
            "--checkpoint-every", "1",
            .. BackendOption.WordsFor(request.Training.Backend),
            .. others.Any() ? new[] { "--join", string.Join(',', others) } : [],
        ];
    }
}

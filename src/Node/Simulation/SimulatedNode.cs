using ActorCritic.Distributed.Node.Cluster;
using Akka.Actor;
using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>One node of a simulated cluster: the process that it is at present, or was last. Called from one thread.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="run">Runs a process to its end, its life and what to make it with given.</param>
internal sealed class SimulatedNode(string name, Func<SimulatedLife, ProcessSeams, Task<int>> run)
{
    private readonly List<SimulatedLife> _lives = [];
    private int _starts;

    /// <summary>Name of the node.</summary>
    public string Name => name;

    /// <summary>Everything that it has been, in order.</summary>
    public IReadOnlyList<SimulatedLife> Lives => _lives;

    /// <summary>What it is at present; null while it is dead.</summary>
    public SimulatedLife? Alive => _lives is [.., var last] && !last.IsOver ? last : null;

    /// <summary>Starts its process.</summary>
    /// <param name="seams">What is the same for every process of the node.</param>
    public SimulatedLife Start(ProcessSeams seams)
    {
        var life = new SimulatedLife(_lives.Count == 0 ? name : FormattableString.Invariant($"{name}-life-{_lives.Count + 1}"));
        _lives.Add(life);
        life.Begin(run(life, life.Faults.In(seams with
        {
            NameOf = _ => life.NameNode(++_starts == 1 ? name : FormattableString.Invariant($"{name}/{_starts}")),
            Compose = life.Compose,
            Killed = life.Killed,
        })));
        return life;
    }
}

/// <summary>A process of a simulated node, from its start to its end.</summary>
/// <param name="name">Name of its files.</param>
internal sealed class SimulatedLife(string name)
{
    private readonly CancellationTokenSource _killed = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ActorSystem? _system;
    private volatile string _nodeName = name;

    /// <summary>Name of its files.</summary>
    public string Name { get; } = name;

    /// <summary>Name of its node in the cluster, from its last start.</summary>
    public string NodeName => _nodeName;

    /// <summary>What faults do to it.</summary>
    public NodeFaults Faults { get; } = new();

    /// <summary>Completed when its actors have started for the first time.</summary>
    public Task Started => _started.Task;

    /// <summary>Completed when it is over, with one of <see cref="ExitCodes"/>.</summary>
    public Task<int> End { get; private set; } = Task.FromResult(ExitCodes.Success);

    /// <summary>Cancelled when it is killed.</summary>
    public CancellationToken Killed => _killed.Token;

    /// <summary>Whether it was killed or has come to its end.</summary>
    public bool IsOver => _killed.IsCancellationRequested || End.IsCompleted;

    /// <summary>Where others reach it; null before it has started.</summary>
    public NodeAddress? Address =>
        _system is { } system && Akka.Cluster.Cluster.Get(system).SelfAddress is { Host: { } host, Port: { } port } ? new NodeAddress(host, port) : null;

    /// <summary>The process runs.</summary>
    public void Begin(Task<int> end) => End = end;

    /// <summary>Remembers what the node is called in the cluster.</summary>
    public string NameNode(string nodeName) => _nodeName = nodeName;

    /// <summary>Gets hold of each of its actor systems.</summary>
    public void Compose(AkkaConfigurationBuilder akka) => akka.WithActors((system, _) =>
    {
        _system = system;
        _started.TrySetResult();
    });

    /// <summary>
    /// The process is gone, as by kill -9: first nothing gets out any more, then its actors end without a word to anybody.
    /// </summary>
    public void Kill()
    {
        _killed.Cancel();
        Faults.Line.Sever();
        _system?.Terminate();
    }
}

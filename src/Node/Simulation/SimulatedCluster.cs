using System.Net;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Reports;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>
/// The processes of a simulation: learner, standbys and workers, each an actor system of its own over real connections of the loopback interface, run by the
/// code of the commands <c>learner</c> and <c>worker</c>. Called from one thread.
/// </summary>
/// <remarks>Learner processes have fixed ports, as others have to know where they are after they started again; workers take any port that is free.</remarks>
internal sealed class SimulatedCluster : IFaultStage
{
    /// <summary>A simulation is short; a learner without a standby is to find more than its beginning when it starts again.</summary>
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(1);
    private static readonly string Loopback = IPAddress.Loopback.ToString();
    private readonly SimulationRequest _request;
    private readonly EnvironmentCatalogue _catalogue;
    private readonly RunFolder _folder;
    private readonly SharedView _view;
    private readonly SimulationRecord _record;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _leave;
    private readonly Dictionary<string, NodeAddress> _addresses;
    private readonly Dictionary<string, SimulatedNode> _nodes;
    private readonly Dictionary<SimulatedLife, StringWriter> _words = [];
    private readonly Dictionary<SimulatedLife, RunFolder> _folders = [];

    /// <param name="request">What was asked for.</param>
    /// <param name="catalogue">The environments.</param>
    /// <param name="folder">Takes a folder for each learner process, and a log for each worker process.</param>
    /// <param name="view">What a person sees.</param>
    /// <param name="record">Takes the facts.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="leave">Asks all processes to leave.</param>
    public SimulatedCluster(
        SimulationRequest request,
        EnvironmentCatalogue catalogue,
        RunFolder folder,
        SharedView view,
        SimulationRecord record,
        TimeProvider timeProvider,
        CancellationToken leave)
    {
        (_request, _catalogue, _folder, _view, _record, _timeProvider, _leave) = (request, catalogue, folder, view, record, timeProvider, leave);
        _addresses = LoopbackAddresses.Of(request.Cast.LearnerNodes);
        _nodes = request.Cast.LearnerNodes.Select(name => new SimulatedNode(name, (life, seams) => LearnAsync(name, life, seams)))
            .Concat(request.Cast.WorkerNodes.Select(name => new SimulatedNode(name, WorkAsync)))
            .ToDictionary(node => node.Name);
    }

    /// <summary>All processes that there have been.</summary>
    public IEnumerable<SimulatedLife> Lives => _nodes.Values.SelectMany(node => node.Lives);

    /// <summary>Those of learner nodes.</summary>
    public IEnumerable<SimulatedLife> LearnerLives => _request.Cast.LearnerNodes.SelectMany(name => _nodes[name].Lives);

    /// <summary>Those of worker nodes.</summary>
    public IEnumerable<SimulatedLife> WorkerLives => _request.Cast.WorkerNodes.SelectMany(name => _nodes[name].Lives);

    /// <summary>The process that a node is; null while it is dead.</summary>
    public SimulatedLife? Alive(string node) => _nodes[node].Alive;

    /// <inheritdoc/>
    public bool IsAlive(string node) => Alive(node) is not null;

    /// <inheritdoc/>
    public Action Begin(Fault fault)
    {
        var life = Alive(fault.Node) ?? throw new InvalidOperationException($"{fault.Node} is dead.");
        if (fault.Kind != FaultKind.Kill)
            return life.Faults.Begin(fault.Kind, fault.Lateness);
        life.Kill();
        return () => Start(fault.Node);
    }

    /// <summary>Starts the process of a node.</summary>
    public SimulatedLife Start(string node) => _nodes[node].Start(new ProcessSeams { Progressed = _record.Progressed, Witness = _record.WitnessOf(node) });

    /// <summary>The folder of a learner process.</summary>
    public RunFolder FolderOf(SimulatedLife life) => _folders[life];

    /// <summary>What a learner process said at its end.</summary>
    public string WordsOf(SimulatedLife life) => _words[life].ToString();

    private async Task<int> LearnAsync(string name, SimulatedLife life, ProcessSeams seams)
    {
        var previous = _nodes[name].Lives.LastOrDefault(other => other != life);
        var isResumed = previous is not null && new CheckpointFolder(FolderOf(previous).CheckpointFolder).ReadNewestValid().State is not null;
        var folder = _folders[life] = isResumed ? FolderOf(previous!) : RunFolder.At(Path.Combine(_folder.Path, life.Name));
        var words = _words[life] = new StringWriter();
        var membership = Membership(name, _addresses[name].Port);

        // A process gets its port and its folder only when the one before it is gone.
        if (previous is not null)
            await Task.WhenAny(previous.End).ConfigureAwait(false);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(words),
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        var runner = new LearnerRunner(_catalogue, console, TextWriter.Synchronized(words), _timeProvider)
        {
            Seams = seams with { View = _view.Of(name, life.Killed) },
        };
        return await runner.RunAsync(
            new LearnerRequest
            {
                Training = _request.Training with { Folder = folder.Path },
                Mark = _request.Mark,
                Membership = membership,
                Resume = isResumed ? folder.Path : null,
                ReplicateEvery = _request.ReplicateEvery,
                CheckpointInterval = CheckpointInterval,
            },
            _leave).ConfigureAwait(false);
    }

    private async Task<int> WorkAsync(SimulatedLife life, ProcessSeams seams)
    {
        var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(_folder.Path, $"{life.Name}.log")) { AutoFlush = true });
        await using (log.ConfigureAwait(false))
        {
            var request = new WorkerRequest
            {
                Membership = Membership(life.Name, port: 0),
                Workers = _request.WorkersPerNode,
                Backend = _request.Training.Backend,
            };
            return await new WorkerRunner(_catalogue, log, log, _timeProvider) { Seams = seams }.RunAsync(request, _leave).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A learner that finds no other alive begins the cluster. Everybody else joins through the learner processes, and one that starts again through whoever is
    /// there.
    /// </summary>
    private ClusterMembership Membership(string node, int port)
    {
        var begins = _addresses.ContainsKey(node) && _request.Cast.LearnerNodes.All(other => other == node || Alive(other) is null);
        var others = _addresses.Where(entry => entry.Key != node).Select(entry => entry.Value);
        var present = _nodes.Values.Where(other => other.Name != node).Select(other => other.Alive?.Address).OfType<NodeAddress>();
        return new ClusterMembership
        {
            Host = Loopback,
            Port = port,
            Join = begins ? [] : [.. others.Concat(present).Distinct()],
        };
    }
}

using System.Collections.Concurrent;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Node;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Pieces;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;
using Akka.Hosting;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Nodes;

/// <summary>A cluster within this process: every node an actor system of its own, and real connections between them.</summary>
internal sealed class LoopbackCluster : IAsyncDisposable
{
    public const string Run = "loopback";
    public const long ReplicateEvery = 50;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly EnvironmentCatalogue _catalogue = EnvironmentCatalogue.CreateDefault();
    private readonly WorkerToolbox _toolbox;
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ITestOutputHelper _output;
    private readonly RunLog _log;
    private readonly List<LoopbackNode> _nodes = [];

    public LoopbackCluster(ITestOutputHelper output)
    {
        Assert.Null(TorchRuntime.Initialize());
        _output = output;
        _toolbox = new WorkerToolbox(_catalogue, network => new TorchPolicyNetwork(network));
        _log = new RunLog(() => TextWriter.Null, _warnings.Enqueue, TimeProvider.System);
    }

    /// <summary>A learner process; it begins the cluster, or joins others and stands by.</summary>
    /// <param name="name">Name of the process.</param>
    /// <param name="evaluationInterval">Steps before which the run cannot be solved.</param>
    /// <param name="port">Where it listens; 0 for any port.</param>
    /// <param name="join">Others of the cluster.</param>
    public Task<LoopbackNode> LearnerAsync(string name, long evaluationInterval, int port = 0, params LoopbackNode[] join)
    {
        var newest = new NewestLearnerState();
        return StartAsync(name, ClusterMembership.LearnerRole, port, join, (akka, node) => akka
            .WithEvaluator(_toolbox)
            .WithLearnerSingleton((_, registry) => LearnerActor.Props(Start, registry.Get<EvaluatorKey>(), node.Facts.Actor), HandOver.Instance)
            .WithActors((system, registry) => system.ActorOf(
                StandbyActor.Props(new StandbyOptions { Node = name }, registry.Get<LearnerKey>(), newest, node.Facts.Actor), "standby")));

        LearnerStart Start()
        {
            var state = newest.State;
            return new LearnerStart(Options(evaluationInterval) with { Term = (state?.Term ?? 0) + 1 }, state)
            {
                Legacy = new Legacy(name, newest, new CrashHistory(limit: 3), ActorRefs.Nobody),
            };
        }
    }

    /// <summary>A process with one worker.</summary>
    public Task<LoopbackNode> WorkerAsync(string name, params LoopbackNode[] join) =>
        WorkerAsync(name, [.. join.Select(node => node.Address)]);

    /// <inheritdoc cref="WorkerAsync(string, LoopbackNode[])"/>
    public Task<LoopbackNode> WorkerAsync(string name, IReadOnlyList<NodeAddress> join) => StartAsync(
        name, ClusterMembership.WorkerRole, 0, join, (akka, node) => akka
            .WithLearnerProxy()
            .WithWorkerNode(new WorkerNodeOptions { Node = name, WorkerCount = 1 }, _toolbox, _ => node.Facts.Actor));

    /// <summary>An actor system that is no member of the cluster and speaks its language.</summary>
    public async Task<NodeHost> StrangerAsync() => await NodeHost.StartAsync(_log, StopTimeout, akka => akka
        .AddHocon("akka.actor.provider = remote\nakka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }", HoconAddMode.Prepend)
        .AddHocon(ProtocolConfiguration.ProtobufOnly, HoconAddMode.Prepend)
        .WithActors((system, _) => system.ActorOf(CourierActor.Props(), CourierActor.ActorName)));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes))
            await node.DisposeAsync();
        _log.Dispose();
        foreach (var warning in _warnings)
            _output.WriteLine(warning);
        foreach (var node in _nodes)
        {
            _output.WriteLine($"== {node.Name}");
            foreach (var fact in node.Facts.All.Where(fact => fact is not Learner.Progress.MetricsRecorded).TakeLast(20))
                _output.WriteLine($"{fact.GetType().Name}: {fact}"[..Math.Min(300, $"{fact.GetType().Name}: {fact}".Length)]);
        }
    }

    private LearnerOptions Options(long evaluationInterval)
    {
        var training = new TrainingOptions
        {
            Environment = "CartPole-v1",
            Seed = 11,
            EnvironmentsPerWorker = 4,
            NormalizeAdvantages = true,
            RewardScale = 0.03,
            EntropyCoefficient = 0,
            LearningRate = 1e-3,
            MaxSteps = 1_000_000_000,
            EvaluationInterval = evaluationInterval,
            EvaluationEpisodes = 20,
        };
        return new LearnerOptions
        {
            Run = Run,
            Plan = "{}",
            Training = training,
            Environment = _catalogue.Find(training.Environment),
            StopWhenSolved = true,
            MetricsInterval = 100_000,
            ReplicateEvery = ReplicateEvery,
        };
    }

    private Task<LoopbackNode> StartAsync(
        string name, string role, int port, LoopbackNode[] join, Action<AkkaConfigurationBuilder, LoopbackNode> compose) =>
        StartAsync(name, role, port, [.. join.Select(node => node.Address)], compose);

    private async Task<LoopbackNode> StartAsync(
        string name, string role, int port, IReadOnlyList<NodeAddress> join, Action<AkkaConfigurationBuilder, LoopbackNode> compose)
    {
        var node = new LoopbackNode(name);
        var membership = new ClusterMembership { Host = "127.0.0.1", Port = port, Join = join };
        node.Host = await NodeHost.StartAsync(_log, StopTimeout, akka =>
        {
            akka.WithCluster(membership, role).WithActors((system, _) => node.Facts.Start(system));
            compose(akka, node);
        });
        _nodes.Add(node);
        var cluster = Akka.Cluster.Cluster.Get(node.Host.System);
        if (join.Count == 0)
            cluster.Join(cluster.SelfAddress);
        return node;
    }
}

using System.Globalization;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Benchmarks.Cluster;

/// <summary>A learner and its nodes in this process, every node an actor system of its own that reaches the learner over loopback as another machine would.</summary>
internal sealed class BenchmarkCluster : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(20);

    private readonly List<NodeHost> _hosts = [];
    private readonly BenchmarkNodes _nodes;
    private NodeHost _learner = null!;

    private BenchmarkCluster(BenchmarkNodes nodes) => _nodes = nodes;

    /// <summary>Starts the learner and its nodes.</summary>
    /// <param name="count">Number of nodes.</param>
    public static async Task<BenchmarkCluster> StartAsync(int count, BenchmarkNodes nodes)
    {
        var cluster = new BenchmarkCluster(nodes);
        cluster._learner = await cluster.StartHostAsync(akka =>
        {
            akka.WithActors((system, registry) => registry.Register<EvaluatorKey>(system.ActorOf(Props.Create(() => new SilentActor()), "evaluator")));
            akka.WithLearner(LearnerOptions(), _ => ActorRefs.Nobody);
        });
        for (var i = 0; i < count; i++)
            await cluster.StartNodeAsync(string.Create(CultureInfo.InvariantCulture, $"node-{i}"));
        return cluster;
    }

    public Task<TrainingStatus> StatusAsync() =>
        _learner.Registry.Get<LearnerKey>().Ask<TrainingStatus>(GetTrainingStatus.Instance, AskTimeout);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
    }

    private async Task StartNodeAsync(string name)
    {
        var learner = await _learner.Registry.Get<LearnerKey>().Ask<ActorIdentity>(new Identify(null), AskTimeout);
        var path = learner.Subject.Path.ToStringWithAddress(((ExtendedActorSystem)_learner.System).Provider.DefaultAddress);
        await StartHostAsync(akka => AddNode(
            akka.WithActors((system, registry) => registry.Register<LearnerKey>(((ExtendedActorSystem)system).Provider.ResolveActorRef(path))),
            name,
            registry => registry.Get<LearnerKey>()));
    }

    private void AddNode(AkkaConfigurationBuilder akka, string name, Func<IReadOnlyActorRegistry, IActorRef> learner)
    {
        if (_nodes.Rollouts)
        {
            akka.WithWorkerNode(
                new WorkerNodeOptions { Node = name, WorkerCount = _nodes.Workers },
                new WorkerToolbox(EnvironmentCatalogue.CreateDefault(), network => new TorchPolicyNetwork(network)));
        }
        else
        {
            akka.WithActors((system, registry) => system.ActorOf(Props.Create(() => new GradientSenderActor(name, _nodes.Workers, learner(registry))), "sender"));
        }
    }

    private async Task<NodeHost> StartHostAsync(Action<AkkaConfigurationBuilder> compose)
    {
        var host = await NodeHost.StartAsync(NullLoggerProvider.Instance, StopTimeout, akka =>
        {
            akka.AddHocon("akka.actor.provider = remote\nakka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }", HoconAddMode.Prepend)
                .WithConnections(_nodes.Tls);
            compose(akka);
        });
        _hosts.Add(host);
        return host;
    }

    private static LearnerOptions LearnerOptions()
    {
        var environment = EnvironmentCatalogue.CreateDefault().Find("CartPole-v1");
        var training = new TrainingOptions { Seed = 1, NormalizeAdvantages = true, RewardScale = 0.03, EntropyCoefficient = 0 };
        return LearnerMeasurement.OptionsFor(training, environment);
    }
}

/// <summary>What the nodes of a benchmark are.</summary>
/// <param name="Workers">Workers of each, and so gradients that it has in flight.</param>
/// <param name="Rollouts">Whether they play rollouts and compute gradients, or only send some.</param>
/// <param name="Tls">How they connect; null for plain TCP.</param>
internal sealed record BenchmarkNodes(int Workers, bool Rollouts, TlsOptions? Tls);

using System.Collections.Concurrent;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorCritic.Distributed.Workers.Tests;

/// <summary>The room's actors in a real host, in real time.</summary>
public sealed class WorkersHostingSpecs
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TrainingPlan Plan = SamplePlan.For(ScriptedEnvironment.ScriptedSpec);
    private static readonly ParameterSnapshot Parameters =
        SamplePlan.Parameters(SamplePlan.LayoutOf(Plan, ScriptedEnvironment.ScriptedSpec).Count, version: 0);

    private readonly CountedNetworks _networks = new();
    private readonly ConcurrentDictionary<int, (string? Name, bool IsOfThePool)> _threads = new();
    private readonly WorkerToolbox _toolbox;

    public WorkersHostingSpecs() =>
        _toolbox = new WorkerToolbox(ScriptedEnvironment.Catalogue(() => _threads.TryAdd(
            Environment.CurrentManagedThreadId,
            (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread))), _networks.Create);

    [Theory]
    [InlineData(HoconAddMode.Append)]
    [InlineData(HoconAddMode.Prepend)]
    [InlineData(HoconAddMode.Replace)]
    public async Task Workers_and_evaluator_compute_on_threads_of_their_own_however_else_the_system_is_configured(HoconAddMode mode)
    {
        var heard = new ConcurrentDictionary<string, TaskCompletionSource>();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkka("hosting", akka => akka
            .AddHocon("akka.loglevel = ERROR", mode)
            .WithActors((system, registry) => registry.Register<LearnerKey>(system.ActorOf(Props.Create(() => new Learner(heard)), "learner")))
            .WithEvaluator(_toolbox)
            .WithWorkerNode(new WorkerNodeOptions { Node = "node", WorkerCount = 2 }, _toolbox)
            .AddHocon("akka.actor.debug.unhandled = off", mode));
        using var host = builder.Build();

        await host.StartAsync().WaitAsync(Timeout);
        var registry = host.Services.GetRequiredService<ActorRegistry>();
        registry.Get<EvaluatorKey>().Tell(
            new EvaluatePolicy("run", 1, 0, Plan.Environment, Plan.Network, Parameters, Episodes: 1, Seed: 1),
            registry.Get<LearnerKey>());
        await Task.WhenAll(Heard(heard, "worker 0"), Heard(heard, "worker 1"), Heard(heard, "evaluation")).WaitAsync(Timeout);
        Assert.Equal("akka://hosting/user/worker-node", registry.Get<WorkerNodeActor>().Path.ToString());
        Assert.Equal(WorkersConfiguration.FollowUpDispatcher, Assert.IsAssignableFrom<ActorRefWithCell>(registry.Get<WorkerNodeActor>()).Underlying.Props.Dispatcher);
        await host.StopAsync().WaitAsync(Timeout);

        // One for the evaluator, and one or two for the workers: one that is quick plays for both.
        Assert.InRange(_threads.Count, 2, 3);
        Assert.All(_threads.Values, thread =>
        {
            Assert.False(thread.IsOfThePool);
            Assert.Matches($"^({WorkersConfiguration.RolloutDispatcher}|{WorkersConfiguration.EvaluationDispatcher})", thread.Name);
        });
        Assert.InRange(_networks.Created, 2, 3);
        Assert.Equal(0, _networks.Alive);
    }

    [Fact]
    public async Task Beside_their_learner_workers_have_a_node_for_each_thread_of_rollouts()
    {
        var nodes = new List<IActorRef>();
        var heard = new ConcurrentDictionary<string, TaskCompletionSource>();
        var workers = 2 * Environment.ProcessorCount;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkka("hosting", akka => akka
            .AddHocon("akka.loglevel = ERROR", HoconAddMode.Append)
            .WithActors((system, registry) => registry.Register<LearnerKey>(system.ActorOf(Props.Create(() => new Learner(heard)), "learner")))
            .WithWorkerNodesBesideLearner(new WorkerNodeOptions { Node = "node", WorkerCount = workers }, _toolbox, nodes.Add));
        using var host = builder.Build();

        await host.StartAsync().WaitAsync(Timeout);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Heard(heard, $"worker {worker}"))).WaitAsync(Timeout);
        Assert.Equal(Environment.ProcessorCount, nodes.Count);
        Assert.All(nodes, node => Assert.Equal(
            WorkersConfiguration.FollowUpDispatcher, Assert.IsAssignableFrom<ActorRefWithCell>(node).Underlying.Props.Dispatcher));
        await host.StopAsync().WaitAsync(Timeout);

        Assert.Equal(0, _networks.Alive);
    }

    [Fact]
    public async Task A_worker_node_with_violations_is_refused_before_there_is_a_system()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkka("hosting", akka => akka.WithWorkerNode(new WorkerNodeOptions { Node = "", WorkerCount = 0 }, _toolbox));
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync().WaitAsync(Timeout));

        Assert.Equal("The node has no name. WorkerCount is 0; it must be 1 … 1024.", exception.Message);
    }

    [Fact]
    public async Task A_worker_node_without_a_learner_is_refused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkka("hosting", akka => akka.WithWorkerNode(new WorkerNodeOptions { Node = "node" }, _toolbox));
        using var host = builder.Build();

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync().WaitAsync(Timeout));

        Assert.Contains(nameof(LearnerKey), exception.Message, StringComparison.Ordinal);
        await host.StopAsync().WaitAsync(Timeout);
    }

    private static Task Heard(ConcurrentDictionary<string, TaskCompletionSource> heard, string what) =>
        heard.GetOrAdd(what, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Accepts nodes and applies nothing; remembers whose gradients and whether an evaluation it has heard.</summary>
    private sealed class Learner : ReceiveActor
    {
        private int _workers;

        public Learner(ConcurrentDictionary<string, TaskCompletionSource> heard)
        {
            Receive<RegisterWorkerNode>(request =>
            {
                Sender.Tell(new WorkerNodeAccepted("run", 1, request.Node, _workers, Plan, Parameters));
                _workers += request.WorkerCount;
            });
            Receive<SubmitGradient>(gradient => Hear($"worker {gradient.Worker}"));
            Receive<PolicyEvaluated>(_ => Hear("evaluation"));

            void Hear(string what) =>
                heard.GetOrAdd(what, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers.Rollouts;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Rollouts;

/// <summary>One worker, with the test actor as its parent.</summary>
public sealed class RolloutWorkerActorSpecs(ITestOutputHelper output)
    : TestKit(ProtocolConfiguration.SerializingEveryMessage.WithFallback(ConfigurationFactory.ParseString(WorkersConfiguration.Hocon)), output: output)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public void Its_gradients_are_those_of_the_plain_algorithm_byte_for_byte()
    {
        var catalogue = EnvironmentCatalogue.CreateDefault();
        var spec = catalogue.Find("CartPole-v1");
        var plan = SamplePlan.For(spec) with { EnvironmentsPerWorker = 3, RolloutLength = 20, MaxGradientNorm = 0.5 };
        var count = SamplePlan.LayoutOf(plan, spec).Count;
        var worker = ChildActorOf(Props(new WorkerAssignment(4, 2, plan), new WorkerToolbox(catalogue, options => new TorchPolicyNetwork(options))));
        var plain = new RolloutWorker(
            plan.ToRolloutWorkerOptions(),
            new NetworkPool(() => new TorchPolicyNetwork(plan.Network.ToNetworkOptions(spec))),
            () => catalogue.Create("CartPole-v1"),
            plan.Seeds(),
            worker: 4,
            incarnation: 2);
        var episodes = 0;
        GradientBuffer? buffer = null;

        foreach (var version in new[] { 0, 1, 5 })
        {
            var parameters = SamplePlan.Parameters(count, version);
            worker.Tell(new RunRollout(parameters, buffer));
            var completed = ExpectMsg<RolloutCompleted>(Timeout);
            buffer = completed.Buffer;

            var gradient = new float[count];
            var outcome = plain.Run(parameters.Values.Span, parameters.EnvironmentSteps, gradient);
            Assert.Equal(version, completed.BaseVersion);
            Assert.Equal(FloatVector.CopyOf(gradient), completed.Buffer.Gradient);
            Assert.Equal(
                new RolloutReport(
                    60,
                    [.. plain.Rollout.Episodes.Select(episode => new EpisodeReport(episode.Return, episode.Length))],
                    outcome.Terms.Policy,
                    outcome.Terms.Value,
                    outcome.Terms.Entropy,
                    outcome.GradientNorm,
                    outcome.ExplainedVariance),
                completed.Report);
            episodes += completed.Report.Episodes.Count;
        }

        Assert.True(episodes > 0);
    }

    [Fact]
    public void It_reports_every_episode_that_ended_with_its_unscaled_return()
    {
        // Seven time steps of two environments, each of whose episodes takes three and brings 1 + 2 + 3.
        var plan = SamplePlan.For(ScriptedEnvironment.ScriptedSpec) with { RolloutLength = 7 };
        var networks = new CountedNetworks();
        var worker = ChildActorOf(Props(new WorkerAssignment(0, 0, plan), new WorkerToolbox(ScriptedEnvironment.Catalogue(), networks.Create)));
        var parameters = SamplePlan.Parameters(SamplePlan.LayoutOf(plan, ScriptedEnvironment.ScriptedSpec).Count, version: 3);

        worker.Tell(new RunRollout(parameters, Buffer: null));
        var completed = ExpectMsg<RolloutCompleted>(Timeout);

        Assert.Equal(3, completed.BaseVersion);
        Assert.Equal(14, completed.Report.EnvironmentSteps);
        Assert.Equal([.. Enumerable.Repeat(new EpisodeReport(6, 3), 4)], completed.Report.Episodes);

        // The gradient of this network is the parameters that it was given.
        Assert.Equal(parameters.Values, completed.Buffer.Gradient);
    }

    [Fact]
    public void A_gradient_is_written_where_the_worker_is_told_to_and_else_into_memory_of_its_own()
    {
        var plan = SamplePlan.For(ScriptedEnvironment.ScriptedSpec);
        var worker = ChildActorOf(Props(new WorkerAssignment(0, 0, plan), new WorkerToolbox(ScriptedEnvironment.Catalogue(), new CountedNetworks().Create)));
        var count = SamplePlan.LayoutOf(plan, ScriptedEnvironment.ScriptedSpec).Count;

        worker.Tell(new RunRollout(SamplePlan.Parameters(count, version: 1), Buffer: null));
        var first = ExpectMsg<RolloutCompleted>(Timeout).Buffer;
        worker.Tell(new RunRollout(SamplePlan.Parameters(count, version: 2), Buffer: null));
        var second = ExpectMsg<RolloutCompleted>(Timeout).Buffer;
        Assert.NotEqual(first.Gradient, second.Gradient);

        worker.Tell(new RunRollout(SamplePlan.Parameters(count, version: 2), first));

        Assert.Same(first, ExpectMsg<RolloutCompleted>(Timeout).Buffer);
        Assert.Equal(second.Gradient, first.Gradient);
    }

    [Fact]
    public void Every_rollout_is_computed_by_the_one_thread_of_its_own()
    {
        var threads = new HashSet<(int Id, bool IsOfThePool)>();
        var plan = SamplePlan.For(ScriptedEnvironment.ScriptedSpec);
        var toolbox = new WorkerToolbox(ScriptedEnvironment.Catalogue(() => threads.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread))), new CountedNetworks().Create);
        var worker = ChildActorOf(Props(new WorkerAssignment(0, 0, plan), toolbox));
        var parameters = SamplePlan.Parameters(SamplePlan.LayoutOf(plan, ScriptedEnvironment.ScriptedSpec).Count, version: 0);

        for (var i = 0; i < 20; i++)
        {
            worker.Tell(new RunRollout(parameters, Buffer: null));
            ExpectMsg<RolloutCompleted>(Timeout);
        }

        Assert.False(Assert.Single(threads).IsOfThePool);
    }

    private static Props Props(WorkerAssignment assignment, WorkerToolbox toolbox) => new RolloutWorkerSource(toolbox).PropsOf(assignment);
}

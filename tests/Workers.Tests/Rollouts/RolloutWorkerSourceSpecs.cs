using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers.Rollouts;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Rollouts;

/// <summary>Workers with the test actor as their parent.</summary>
public sealed class RolloutWorkerSourceSpecs(ITestOutputHelper output)
    : TestKit(ProtocolConfiguration.SerializingEveryMessage.WithFallback(ConfigurationFactory.ParseString(WorkersConfiguration.Hocon)), output: output)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly CountedNetworks _networks = new();

    [Fact]
    public void Workers_of_one_plan_take_turns_with_one_network()
    {
        var source = new RolloutWorkerSource(new WorkerToolbox(ScriptedEnvironment.Catalogue(), _networks.Create));

        for (var worker = 0; worker < 4; worker++)
            Play(source, worker, Plan);

        Assert.Equal((1, 1), (_networks.Created, _networks.Alive));
    }

    [Fact]
    public void Another_plan_has_networks_of_its_own_and_frees_those_of_the_plan_before()
    {
        var source = new RolloutWorkerSource(new WorkerToolbox(ScriptedEnvironment.Catalogue(), _networks.Create));
        Play(source, 0, Plan);

        Play(source, 1, Plan with { Discount = 0.5 });

        Assert.Equal((2, 1), (_networks.Created, _networks.Alive));
        source.Release();
        Assert.Equal(0, _networks.Alive);
    }

    private static TrainingPlan Plan { get; } = SamplePlan.For(ScriptedEnvironment.ScriptedSpec);

    private void Play(RolloutWorkerSource source, int worker, TrainingPlan plan)
    {
        var parameters = SamplePlan.Parameters(SamplePlan.LayoutOf(plan, ScriptedEnvironment.ScriptedSpec).Count, version: 0);
        ChildActorOf(source.PropsOf(new WorkerAssignment(worker, 0, plan))).Tell(new RunRollout(parameters, Buffer: null));
        ExpectMsg<RolloutCompleted>(Timeout);
    }
}

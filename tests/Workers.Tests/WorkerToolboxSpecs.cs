using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Workers.Tests;

public sealed class WorkerToolboxSpecs
{
    private static readonly TrainingPlan Plan = SamplePlan.For(ScriptedEnvironment.ScriptedSpec);

    private readonly CountedNetworks _networks = new();
    private readonly WorkerToolbox _toolbox;

    public WorkerToolboxSpecs() => _toolbox = new WorkerToolbox(ScriptedEnvironment.Catalogue(), _networks.Create);

    [Fact]
    public void The_network_of_a_plan_has_the_learners_layout()
    {
        using var network = _toolbox.CreateNetwork(Plan);

        Assert.Equal(Plan.LayoutFingerprint, network.Layout.Fingerprint);
        Assert.Equal(1, _networks.Alive);
    }

    [Fact]
    public void Another_layout_than_the_learners_is_named_and_no_network_is_left()
    {
        var exception = Assert.Throws<ArgumentException>(() => _toolbox.CreateNetwork(Plan with { LayoutFingerprint = 0xAB }));

        Assert.StartsWith(
            $"This node's parameter layout for Scripted-v0 has the fingerprint {Plan.LayoutFingerprint:x16}, the learner's 00000000000000ab",
            exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, _networks.Created);
        Assert.Equal(0, _networks.Alive);
    }

    [Fact]
    public void An_environment_this_node_does_not_have_is_named_with_the_nearest_it_has()
    {
        var exception = Assert.Throws<UnknownEnvironmentException>(() => _toolbox.CreateNetwork(Plan with { Environment = "Scripted-v1" }));

        Assert.Equal("There is no environment 'Scripted-v1'. Did you mean 'Scripted-v0'?", exception.Message);
        Assert.Equal(0, _networks.Created);
    }
}

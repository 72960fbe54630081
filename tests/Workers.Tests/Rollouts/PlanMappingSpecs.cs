using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Rollouts;

namespace ActorCritic.Distributed.Workers.Tests.Rollouts;

public sealed class PlanMappingSpecs
{
    private static readonly TrainingPlan Plan = SamplePlan.For(ScriptedEnvironment.ScriptedSpec) with { MaxGradientNorm = 0.7 };

    [Fact]
    public void Every_number_of_the_plan_arrives_where_it_belongs() => Assert.Equal(
        new RolloutWorkerOptions(
            EnvironmentCount: 2,
            RolloutLength: 3,
            Discount: 0.9,
            GaeLambda: 0.8,
            NormalizeAdvantages: true,
            RewardScale: 0.5,
            ValueCoefficient: 0.25,
            EntropyCoefficient: new Schedule(ScheduleShape.Linear, initialValue: 0.02, budget: 1000),
            MaxGradientNorm: 0.7),
        Plan.ToRolloutWorkerOptions());

    [Fact]
    public void What_the_plan_switches_off_is_off()
    {
        var options = (Plan with { NormalizeAdvantages = false, EntropyCoefficientSchedule = "constant" }).ToRolloutWorkerOptions();

        Assert.False(options.NormalizeAdvantages);
        Assert.Equal(ScheduleShape.Constant, options.EntropyCoefficient.Shape);
    }

    [Fact]
    public void The_seed_of_the_run_is_the_plans() => Assert.Equal(new SeedSequence(42), Plan.Seeds());

    [Theory]
    [InlineData("tanh", false, Activation.Tanh)]
    [InlineData("relu", true, Activation.Relu)]
    public void The_network_takes_its_ends_from_the_environment_and_the_rest_from_the_plan(string name, bool separateTrunks, Activation activation) => Assert.Equal(
        new NetworkOptions(ObservationSize: 2, ActionCount: 2, (EquatableList<int>)[7, 9], activation, separateTrunks),
        new NetworkPlan([7, 9], name, separateTrunks).ToNetworkOptions(ScriptedEnvironment.ScriptedSpec));

    [Theory]
    [InlineData("cosine")]
    [InlineData("1")]
    [InlineData("")]
    public void A_schedule_this_node_does_not_know_is_named_with_those_it_knows(string name)
    {
        var exception = Assert.Throws<ArgumentException>(() => (Plan with { EntropyCoefficientSchedule = name }).ToRolloutWorkerOptions());

        Assert.Equal($"The plan names the schedule '{name}', which this node does not know; it knows constant, linear.", exception.Message);
    }

    [Theory]
    [InlineData("gelu")]
    [InlineData("1")]
    [InlineData("tanh,relu")]
    [InlineData("")]
    public void An_activation_this_node_does_not_know_is_named_with_those_it_knows(string name)
    {
        var exception = Assert.Throws<ArgumentException>(() => (Plan.Network with { Activation = name }).ToNetworkOptions(ScriptedEnvironment.ScriptedSpec));

        Assert.Equal($"The plan names the activation '{name}', which this node does not know; it knows tanh, relu.", exception.Message);
    }
}

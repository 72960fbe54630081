using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Tests.Cluster;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RunPlanSpecs
{
    private static readonly TrainRequest Request = new()
    {
        Options = SampleRun.Options with { Seed = 99, Environment = "CartPole-v0" },
        UntilSolved = true,
        Folder = "runs/here",
        Quiet = true,
        CommandLine = "actorcritic learner --join a",
        PlanJson = "{}",
    };

    [Fact]
    public void The_plan_of_the_run_takes_the_place_of_what_was_asked_for_and_the_rest_stays()
    {
        var adopted = Request.Adopting(SampleState.Of(term: 1, version: 1));

        Assert.Equal((7ul, "CartPole-v1", 0.125), (adopted.Options.Seed, adopted.Options.Environment, adopted.Options.LearningRate));
        Assert.False(adopted.UntilSolved);
        Assert.Equal(SampleState.Plan, adopted.PlanJson);
        Assert.Equal(("runs/here", true, "actorcritic learner --join a"), (adopted.Folder, adopted.Quiet, adopted.CommandLine));
    }

    [Fact]
    public void Every_hyperparameter_of_the_plan_is_adopted()
    {
        var adopted = Request.Adopting(SampleState.Of(term: 1, version: 1)).Options;

        Assert.All(Hyperparameter.All, hyperparameter => Assert.Equal(hyperparameter.ValueIn(SampleState.Options), hyperparameter.ValueIn(adopted)));
    }

    [Theory]
    [InlineData("", "the plan of run-1, line 1: ")]
    [InlineData("""{ "seed": 1, "workers": "many" }""", "the plan of run-1, line 1: workers is \"many\"; it must be ")]
    [InlineData("{\n  \"format\": 2\n}", "the plan of run-1, line 2: format is 2; it must be 1, the only form that this version reads.")]
    public void A_plan_that_cannot_be_read_is_refused_with_its_first_fault(string plan, string start)
    {
        var state = SampleState.Of(term: 1, version: 1) with { Plan = plan };

        var fault = Assert.Throws<InvalidOperationException>(() => Request.Adopting(state));

        Assert.StartsWith(start, fault.Message, StringComparison.Ordinal);
    }
}

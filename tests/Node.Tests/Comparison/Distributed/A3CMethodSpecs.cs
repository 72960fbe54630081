using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Tests.Comparison.Sweeps;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Distributed;

public sealed class A3CMethodSpecs
{
    private static readonly Contender Contender = new("a3c", A3CMethod.Method, A3CMethod.Method.Defaults);

    [Fact]
    public void Its_plan_has_what_it_alone_reads_and_the_staleness_on_purpose()
    {
        var plan = (Contender with { Staleness = 4 }).Plan();

        Assert.Equal(("2", "async", "4"), (plan["workers"], plan["mode"], plan["staleness"]));
        Assert.DoesNotContain("workers", SampleTrials.Contender("a2c").Plan().Keys);
        Assert.DoesNotContain("staleness", SampleTrials.Contender("a2c").Plan().Keys);
    }

    [Theory]
    [InlineData(StalenessPolicyKind.Compensate, 0, 4, 64)]
    [InlineData(StalenessPolicyKind.Compensate, 0, 100, 200)]
    [InlineData(StalenessPolicyKind.Compensate, 8, 4, 8)]
    [InlineData(StalenessPolicyKind.Bound, 8, 4, 8)]
    [InlineData(StalenessPolicyKind.None, 8, 4, 8)]
    public void Compensation_keeps_enough_past_parameters_unless_told_how_many(StalenessPolicyKind policy, long given, int staleness, long expected) => Assert.Equal(
        expected,
        A3CMethod.WithFittingBound(Contender with { Staleness = staleness, Options = Contender.Options with { StalenessPolicy = policy, MaxStaleness = given } }).Options.MaxStaleness);

    [Fact]
    public void In_a_sweep_over_policies_the_bound_is_for_those_that_have_one()
    {
        var policies = SampleSweeps.Of(nameof(TrainingOptions.StalenessPolicy), StalenessPolicyKind.None, StalenessPolicyKind.Bound);
        var contenders = Node.Comparison.Sweeps.Variations.Over([policies], Contender with { Options = Contender.Options with { MaxStaleness = 8 } });

        Assert.Equal([0, 8], contenders.Select(contender => A3CMethod.WithFittingBound(contender).Options.MaxStaleness));
    }

    [Fact]
    public void Only_one_worker_with_one_gradient_in_flight_gives_the_same_numbers_each_time()
    {
        Assert.False(A3CMethod.IsRepeatable(Contender));
        Assert.True(A3CMethod.IsRepeatable(Contender with { Options = Contender.Options with { Workers = 1 } }));
        Assert.False(A3CMethod.IsRepeatable(Contender with { Options = Contender.Options with { Workers = 1, GradientsInFlight = 2 } }));
        Assert.True(A3CMethod.IsRepeatable(SampleTrials.Contender("a2c")));
    }
}

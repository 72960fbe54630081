using ActorCritic.Distributed.Node.Comparison.Sweeps;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Sweeps;

public sealed class VariationsSpecs
{
    [Fact]
    public void Two_variations_make_a_contender_of_each_combination_the_first_changing_slowest()
    {
        var contenders = SampleSweeps.Contenders([SampleSweeps.Lambda, SampleSweeps.Discount], "gae");

        Assert.Equal([(0, 0.9), (0, 0.99), (0, 0.999), (1, 0.9), (1, 0.99), (1, 0.999)], contenders.Select(contender => (contender.Options.GaeLambda, contender.Options.Discount)));
        Assert.Equal("gae gae-lambda=0 discount=0.99", contenders[1].Label);
        Assert.Equal([new VariedValue("gae-lambda", "0"), new VariedValue("discount", "0.99")], contenders[1].Varied);
        Assert.Equal(6, contenders.Select(contender => contender.Label).Distinct().Count());
    }

    [Fact]
    public void A_method_that_does_not_read_what_is_varied_stays_one_contender()
    {
        var contenders = SampleSweeps.Contenders([new VariationOf("ppo", "clip", "0.1", "0.2")], "gae", "ppo");

        Assert.Equal(["gae", "ppo clip=0.1", "ppo clip=0.2"], contenders.Select(contender => contender.Label));
    }

    [Fact]
    public void Nothing_varied_leaves_a_contender_as_it_is() => Assert.Equal(SampleTrials.Contender("ppo"), Assert.Single(SampleSweeps.Contenders([], "ppo")));

    [Fact]
    public void The_same_thing_twice_and_more_than_two_things_are_faults()
    {
        Assert.Empty(Variations.FaultsOf([SampleSweeps.Lambda, SampleSweeps.Discount]));
        Assert.Equal("gae-lambda is varied twice; put all of its values into one list.", Assert.Single(Variations.FaultsOf([SampleSweeps.Lambda, SampleSweeps.Lambda])));
        Assert.Equal(
            "gae-lambda, discount, clip are 3 things to vary at once; vary at most 2.",
            Assert.Single(Variations.FaultsOf([SampleSweeps.Lambda, SampleSweeps.Discount, new VariationOf("ppo", "clip", "0.1")])));
    }
}

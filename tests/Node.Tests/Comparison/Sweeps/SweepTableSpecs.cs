using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Sweeps;

public sealed class SweepTableSpecs
{
    private static readonly IVariation[] Both = [SampleSweeps.Lambda, SampleSweeps.Discount];

    [Fact]
    public void A_cell_is_the_mean_over_seeds_of_the_learning_curve_averaged_over_steps()
    {
        var contender = SampleTrials.Contender();

        // Means of 1 and (1 + 4) / 2 = 2.5, each for ten of the steps from 10 to 30: 1.75. The other seed has 5 throughout.
        var cell = SweepTable.CellOf(contender, [SampleTrials.Trial(contender, 1, 1, 4), SampleTrials.Trial(contender, 2, 5)], maxSteps: 30);

        Assert.Equal((1.75 + 5) / 2, cell.Mean, 1e-12);
        Assert.Equal((5 - 1.75) / Math.Sqrt(2), cell.Deviation, 1e-12);
    }

    [Fact]
    public void A_trial_that_broke_off_counts_for_as_long_as_it_lasted()
    {
        var contender = SampleTrials.Contender();

        // Until step 20: ten steps with the mean 1, and nothing of the 4 that the last episode brought.
        var cell = SweepTable.CellOf(contender, [SampleTrials.Trial(contender, 1, 1, 4) with { Fault = "diverged" }], maxSteps: 1_000);

        Assert.Equal((1, double.NaN), (cell.Mean, cell.Deviation));
        Assert.Equal(double.NaN, SweepTable.CellOf(contender, [SampleTrials.Trial(contender, 1)], maxSteps: 1_000).Mean);
    }

    [Fact]
    public void There_is_a_table_for_each_method_that_reads_both()
    {
        var contenders = SampleSweeps.Contenders(Both, "gae", "ppo");
        var trials = contenders.Select((contender, i) => (contender, i)).ToDictionary(
            pair => pair.contender, pair => (IReadOnlyList<TrialResult>)[SampleTrials.Trial(pair.contender, 1, pair.i)]);

        var tables = SweepTable.Of(Both, contenders, trials, maxSteps: 100);

        Assert.Equal(["gae", "ppo"], tables.Select(table => table.Method));
        Assert.Equal("gae gae-lambda=1 discount=0.9", tables[0][1, 0].Contender.Label);
        Assert.Equal((3, 8), (tables[0][1, 0].Mean, tables[1][0, 2].Mean));
        Assert.Empty(SweepTable.Of([SampleSweeps.Lambda], contenders, trials, maxSteps: 100));
    }
}

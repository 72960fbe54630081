using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RunIdentitySpecs
{
    [Fact]
    public void A_run_is_called_by_its_folder_and_the_number_that_was_drawn_for_it() =>
        Assert.Equal("cartpole-7-3f9a1c", RunIdentity.Of("cartpole-7", 0x3F9A1C));

    [Fact]
    public void Two_runs_whose_folders_have_one_name_differ() =>
        Assert.NotEqual(RunIdentity.Of("cartpole-7", 1), RunIdentity.Of("cartpole-7", 2));

    [Theory]
    [InlineData(0, "run-000000")]
    [InlineData(0xABCD_EF01_2345_6789, "run-456789")]
    public void The_mark_has_always_six_digits(ulong drawn, string expected) => Assert.Equal(expected, RunIdentity.Of("run", drawn));

    [Theory]
    [InlineData(249)]
    [InlineData(250)]
    [InlineData(1_000)]
    public void A_name_that_is_long_still_fits_the_wire_and_keeps_its_mark(int length)
    {
        var identity = RunIdentity.Of(new string('r', length), 0x3F9A1C);

        Assert.Equal(LearnerOptions.MaximumNameLength, identity.Length);
        Assert.EndsWith("r-3f9a1c", identity, StringComparison.Ordinal);
    }
}

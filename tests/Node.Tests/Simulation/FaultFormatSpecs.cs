using ActorCritic.Distributed.Node.Simulation;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class FaultFormatSpecs
{
    private static readonly FaultFormat Format = new();

    [Theory]
    [InlineData("kill:worker-2@5s")]
    [InlineData("kill:learner@5s+3s")]
    [InlineData("pause:worker-1@20000+3s")]
    [InlineData("cut:worker-3@4s+6s")]
    [InlineData("delay:worker-1@2s+5s=50ms")]
    [InlineData("nan:worker-1@500ms+1.5s")]
    public void A_fault_is_written_as_it_is_typed(string text)
    {
        Assert.True(Format.TryParse(text, out var fault, out _));
        Assert.Equal(text, Format.Format(fault));
    }

    [Fact]
    public void Every_part_of_a_fault_is_read()
    {
        Assert.True(Format.TryParse("delay:worker-1@20000+5s=50ms", out var fault, out _));

        Assert.Equal(
            new Fault(FaultKind.Delay, "worker-1", FaultMoment.AtSteps(20_000), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(50)), fault);
    }

    [Theory]
    [InlineData("worker-2", "KIND:NODE@WHEN")]
    [InlineData("kill:worker-2", "KIND:NODE@WHEN")]
    [InlineData("explode:worker-2@5s", "kill, pause, cut, delay, nan")]
    [InlineData("1:worker-2@5s", "kill, pause, cut, delay, nan")]
    [InlineData("kill:worker-2@soon", "a time such as 5s")]
    [InlineData("kill:worker-2@-5s", "a time such as 5s")]
    [InlineData("kill:worker-2@86401s", "at most a day")]
    [InlineData("cut:worker-2@5s+0s", "a length of time after the +")]
    [InlineData("cut:worker-2@5s+", "a length of time after the +")]
    [InlineData("delay:worker-2@5s+3s", "such as delay:worker-1@2s+5s=50ms")]
    [InlineData("delay:worker-2@5s=50", "a length of time after the =")]
    [InlineData("cut:worker-2@5s=50ms", "which only delay has")]
    public void What_is_no_fault_is_refused_with_what_it_must_be(string text, string expected)
    {
        Assert.False(Format.TryParse(text, out _, out var expectation));
        Assert.Contains(expected, expectation, StringComparison.Ordinal);
    }
}

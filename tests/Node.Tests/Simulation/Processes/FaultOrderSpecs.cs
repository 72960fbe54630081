using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Simulation.Processes;

namespace ActorCritic.Distributed.Node.Tests.Simulation.Processes;

public sealed class FaultOrderSpecs
{
    [Theory]
    [InlineData("begin Cut 0", true, FaultKind.Cut, 0)]
    [InlineData("end Delay 500000", false, FaultKind.Delay, 500_000)]
    [InlineData("begin Nan 0", true, FaultKind.Nan, 0)]
    public void A_line_says_what_begins_or_ends(string line, bool begins, FaultKind kind, long ticks)
    {
        Assert.True(FaultOrder.TryParse(line, out var order));
        Assert.Equal(new FaultOrder(begins, kind, TimeSpan.FromTicks(ticks)), order);
        Assert.Equal(line, order.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("begin")]
    [InlineData("start Cut 0")]
    [InlineData("begin Flood 0")]
    [InlineData("begin 17 0")]
    [InlineData("begin Delay soon")]
    [InlineData("begin Delay -1")]
    [InlineData("begin Cut 0 0")]
    public void A_line_that_says_anything_else_is_no_order(string line) => Assert.False(FaultOrder.TryParse(line, out _));
}

using ActorCritic.Distributed.Node.Simulation;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class NodeFaultsSpecs
{
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(50);

    private readonly NodeFaults _faults = new();

    [Theory]
    [InlineData(FaultKind.Pause, false, true, 0)]
    [InlineData(FaultKind.Cut, true, false, 0)]
    [InlineData(FaultKind.Delay, false, false, 50)]
    public void A_fault_of_the_line_lasts_until_it_is_ended(FaultKind kind, bool cut, bool paused, int milliseconds)
    {
        var end = _faults.Begin(kind, Lateness);

        Assert.Equal(new LineState(cut, paused, TimeSpan.FromMilliseconds(milliseconds)), _faults.Line.State);
        Assert.False(_faults.SendsNan);
        end();
        Assert.True(_faults.Line.State.IsOpen);
    }

    [Fact]
    public void Gradients_that_are_not_numbers_leave_the_line_alone()
    {
        var end = _faults.Begin(FaultKind.Nan, Lateness);

        Assert.True(_faults.SendsNan);
        Assert.True(_faults.Line.State.IsOpen);
        end();
        Assert.False(_faults.SendsNan);
    }

    [Fact]
    public void No_process_kills_itself() => Assert.Throws<ArgumentOutOfRangeException>(() => _faults.Begin(FaultKind.Kill, Lateness));
}

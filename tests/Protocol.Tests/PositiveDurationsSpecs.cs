namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class PositiveDurationsSpecs
{
    [Fact]
    public void Every_duration_that_is_not_above_0_has_a_sentence() => Assert.Equal(
        ["Pause is 00:00:00; it must be above 0.", "Deadline is -00:00:01; it must be above 0."],
        PositiveDurations.Violations(("Pause", TimeSpan.Zero), ("Interval", TimeSpan.FromTicks(1)), ("Deadline", TimeSpan.FromSeconds(-1))));

    [Fact]
    public void Nothing_is_said_of_durations_above_0() =>
        Assert.Empty(PositiveDurations.Violations(("Pause", TimeSpan.FromTicks(1)), ("Deadline", TimeSpan.MaxValue)));
}

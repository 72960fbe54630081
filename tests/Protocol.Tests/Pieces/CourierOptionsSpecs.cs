using ActorCritic.Distributed.Protocol.Pieces;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

public sealed class CourierOptionsSpecs
{
    [Fact]
    public void The_defaults_hold() => Assert.Empty(new CourierOptions().Violations());

    [Fact]
    public void Every_violation_is_listed_with_the_value_and_what_is_valid()
    {
        var options = new CourierOptions
        {
            PieceLength = 96_001,
            Window = 0,
            ProgressTimeout = TimeSpan.Zero,
            DeadlineCheckInterval = TimeSpan.FromSeconds(-1),
            QueueCapacity = 0,
            QueueLength = 0,
            MessageLength = 0,
            AssemblyLength = -1,
        };

        var violations = options.Violations();

        Assert.Equal(8, violations.Count);
        Assert.Contains("PieceLength is 96001; it must be 1 … 96000.", violations);
        Assert.Contains("ProgressTimeout is 00:00:00; it must be above 0.", violations);
        var exception = Assert.Throws<ArgumentException>(() => CourierActor.Props(options));
        Assert.All(violations, violation => Assert.Contains(violation, exception.Message, StringComparison.Ordinal));
    }
}

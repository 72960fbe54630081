namespace ActorCritic.Distributed.Node.Tests.Reports;

/// <summary>A clock that stands still, two hours east of Greenwich.</summary>
internal sealed class FixedTimeProvider(DateTimeOffset now) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), null, null);

    public override DateTimeOffset GetUtcNow() => now;
}

namespace ActorCritic.Distributed.Node.Tests.Views;

/// <summary>A clock that shows what the test sets.</summary>
internal sealed class Stopwatch : TimeProvider
{
    public int Milliseconds { get; set; }

    public override long TimestampFrequency => 1_000;

    public override long GetTimestamp() => Milliseconds;
}

using System.Globalization;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>What is done to a node.</summary>
public enum FaultKind
{
    /// <summary>Its process is gone in an instant, without leaving the cluster; it starts again afterwards, if there is an afterwards.</summary>
    Kill,

    /// <summary>Its messages stand still in both directions, and are delivered afterwards.</summary>
    Pause,

    /// <summary>Its messages are lost in both directions.</summary>
    Cut,

    /// <summary>Each of its messages is late, in both directions.</summary>
    Delay,

    /// <summary>Its workers send gradients that are not numbers.</summary>
    Nan,
}

/// <summary>A moment of a run: a time since its first applied gradient, or a number of environment steps.</summary>
/// <param name="Time">The time; null for a number of steps.</param>
/// <param name="EnvironmentSteps">The steps; null for a time.</param>
public readonly record struct FaultMoment(TimeSpan? Time, long? EnvironmentSteps)
{
    /// <summary>A time since the first applied gradient.</summary>
    public static FaultMoment After(TimeSpan time) => new(time, EnvironmentSteps: null);

    /// <summary>A number of environment steps of the run.</summary>
    public static FaultMoment AtSteps(long environmentSteps) => new(Time: null, environmentSteps);

    /// <summary>Whether it has come.</summary>
    public bool HasCome(TimeSpan elapsed, long environmentSteps) => Time is { } time ? elapsed >= time : environmentSteps >= EnvironmentSteps;

    /// <summary>As it is typed.</summary>
    public override string ToString() =>
        Time is { } time ? FaultText.Of(time) : EnvironmentSteps.GetValueOrDefault().ToString(CultureInfo.InvariantCulture);
}

/// <summary>One fault of a simulation.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Node">To which node.</param>
/// <param name="At">When.</param>
/// <param name="Duration">For how long, or after how long a killed node starts again; null for the rest of the run.</param>
/// <param name="Lateness">By how much messages are late; zero where none are.</param>
public sealed record Fault(FaultKind Kind, string Node, FaultMoment At, TimeSpan? Duration = null, TimeSpan Lateness = default)
{
    /// <summary>As it is typed: "delay:worker-1@2s+5s=50ms".</summary>
    public override string ToString() =>
        $"{Kind.ToString().ToLowerInvariant()}:{Node}@{At}"
        + (Duration is { } duration ? $"+{FaultText.Of(duration)}" : "")
        + (Lateness > TimeSpan.Zero ? $"={FaultText.Of(Lateness)}" : "");
}

/// <summary>How lengths of time are written in a fault.</summary>
internal static class FaultText
{
    /// <summary>"50ms", "1.5s".</summary>
    public static string Of(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s");
}

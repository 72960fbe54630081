using System.Globalization;
using System.Text.RegularExpressions;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>What a learner process says when a learner begins in it; a simulation of processes hears it from outside.</summary>
internal static partial class LearnerSentences
{
    private const string NewRun = "A new run begins: ";

    /// <summary>A new run.</summary>
    /// <param name="folder">Where it is recorded.</param>
    public static string Begun(string folder) => $"{NewRun}{folder}.";

    /// <summary>A run that goes on from a state.</summary>
    public static string TakenOver(LearnerState state) =>
        FormattableString.Invariant($"The learner of {state.Run} is in this process now: it goes on from version {state.Version:N0} ")
        + FormattableString.Invariant($"({state.Parameters.EnvironmentSteps:N0} steps), in term {state.Term + 1}.");

    /// <summary>Whether a line says that a new run has begun.</summary>
    public static bool IsBegun(string line) => line.StartsWith(NewRun, StringComparison.Ordinal);

    /// <summary>Reads what <see cref="TakenOver"/> says; null if the line says something else.</summary>
    public static Takeover? ReadTakeover(string line) => TakeoverShape().Match(line) is { Success: true } match
        ? new Takeover(match.Groups["run"].Value, Number(match, "term"), Number(match, "version"), Number(match, "steps"))
        : null;

    private static long Number(Match match, string group) =>
        long.Parse(match.Groups[group].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^The learner of (?<run>.+) is in this process now: it goes on from version (?<version>[0-9,]{1,26}) \((?<steps>[0-9,]{1,26}) steps\), in term (?<term>[0-9]{1,18})\.$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex TakeoverShape();
}

/// <summary>A learner that goes on with a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Term">Its own term.</param>
/// <param name="Version">The version that it begins with.</param>
/// <param name="EnvironmentSteps">Environment steps behind that version.</param>
internal sealed record Takeover(string Run, long Term, long Version, long EnvironmentSteps);

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>What was done to a simulated cluster and what it cost: simulation.json, and the lines at the end.</summary>
internal sealed record SimulationReport
{
    private static readonly SimulationReportJson Json = new(new JsonSerializerOptions(SimulationReportJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<GradientRejectionReason>(JsonNamingPolicy.SnakeCaseLower) },
    });

    /// <summary>Name of the file in the run folder.</summary>
    public const string FileName = "simulation.json";

    /// <summary>Worker nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Workers of each.</summary>
    public required int WorkersPerNode { get; init; }

    /// <summary>Processes that stood by.</summary>
    public required int Standbys { get; init; }

    /// <summary>Seed of the faults; null if they were asked for.</summary>
    public ulong? Chaos { get; init; }

    /// <summary>The faults in the order in which they were asked for or drawn.</summary>
    public required IReadOnlyList<FaultEntry> Faults { get; init; }

    /// <summary>What the whole run has lost, also without a fault.</summary>
    public required FaultCost Total { get; init; }

    /// <summary>The learners' terms of office.</summary>
    public required IReadOnlyList<TermEntry> Terms { get; init; }

    /// <summary>Whether the environment was solved; null if no learner ended the run.</summary>
    public bool? Solved { get; init; }

    /// <summary>The folder of the learner that ended the run; null if none did.</summary>
    public string? Folder { get; init; }

    /// <summary>Promises that were broken, a sentence each; null where none were checked.</summary>
    public IReadOnlyList<string>? Violations { get; init; }

    /// <summary>Writes simulation.json, in one atomic step.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json.SimulationReport));

    /// <summary>The lines for a person.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var fault in Faults)
        {
            yield return fault.Seconds is { } seconds
                ? string.Create(CultureInfo.InvariantCulture, $"{fault.Fault}: at {seconds:F1} s and {StatusText.Count(fault.EnvironmentSteps)} steps; {Text(fault.Cost)}")
                : $"{fault.Fault}: did not happen, {fault.Note}";
        }

        yield return $"All in all: {Text(Total)}; {Terms.Count} {(Terms.Count == 1 ? "term" : "terms")}; {SolvedText}.";
        foreach (var violation in Violations ?? [])
            yield return $"violated: {violation}";
        if (Violations is { Count: 0 })
            yield return "Every promise was kept.";
    }

    private string SolvedText => Solved switch
    {
        true => "solved",
        false => "not solved",
        null => "no learner ended the run",
    };

    private static string Text(FaultCost cost)
    {
        var parts = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{cost.SecondsWithoutProgress:F1} s without progress"),
            $"{StatusText.Count(cost.EnvironmentStepsLost)} steps lost",
            $"gradients {StatusText.Rejected(cost.GradientsRejected.Select(rejection => new RejectionCount(rejection.Key, rejection.Value)))}",
            $"lost {StatusText.Count(cost.GradientsLost)}",
        };
        if (cost.Takeovers > 0)
            parts.Add(cost.Takeovers == 1 ? "1 takeover" : $"{cost.Takeovers} takeovers");
        return string.Join(", ", parts);
    }
}

/// <summary>One fault and what followed from it, until the next.</summary>
/// <param name="Fault">As it is typed.</param>
/// <param name="Seconds">When it happened, since the first applied gradient; null if it did not.</param>
/// <param name="EnvironmentSteps">At which environment steps of the run.</param>
/// <param name="Note">Why it did not happen; empty if it did.</param>
/// <param name="Cost">What followed.</param>
internal sealed record FaultEntry(string Fault, double? Seconds, long EnvironmentSteps, string Note, FaultCost Cost);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SimulationReport))]
internal sealed partial class SimulationReportJson : JsonSerializerContext;

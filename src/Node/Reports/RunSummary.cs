using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>How a run ended and on what it ran: summary.json.</summary>
public sealed record RunSummary
{
    // Enum members in snake_case like everything else; quotation marks of a command line as people write them.
    private static readonly RunSummaryJson Json = new(new JsonSerializerOptions(RunSummaryJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<TrainingOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<GradientRejectionReason>(JsonNamingPolicy.SnakeCaseLower),
        },
    });

    /// <summary>How the run ended.</summary>
    public required TrainingOutcome Outcome { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Explanation { get; init; }

    /// <summary>Whether two independent evaluations reached the reward threshold.</summary>
    public bool Solved => SolvedAt is not null;

    /// <summary>Where it was solved; null if it was not.</summary>
    public SolvedPoint? SolvedAt { get; init; }

    /// <summary>Id of the environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The seed of the run, from which every other one is derived.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of workers.</summary>
    public required int Workers { get; init; }

    /// <summary>When training began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Seconds from the start of training to its end, evaluations in between included.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Environment steps behind the final parameters.</summary>
    public required long EnvironmentSteps { get; init; }

    /// <summary>Environment steps / wall seconds, over the whole run.</summary>
    public required double StepsPerSecond { get; init; }

    /// <summary>Training episodes that ended.</summary>
    public required long Episodes { get; init; }

    /// <summary>Version of the final parameters: updates by a gradient or, in synchronous training, by a round of them.</summary>
    public required long Version { get; init; }

    /// <summary>The last greedy evaluation; null if the run ended before one.</summary>
    public EvaluationSummary? FinalEvaluation { get; init; }

    /// <summary>Staleness of the gradients applied.</summary>
    public required StalenessSummary Staleness { get; init; }

    /// <summary>Gradients refused, by reason; reasons without any may be left out.</summary>
    public required IReadOnlyDictionary<GradientRejectionReason, long> GradientsRejected { get; init; }

    /// <summary>Gradients whose answer never came.</summary>
    public required long GradientsLost { get; init; }

    /// <summary>Exceptions that ended a worker, which was then restarted.</summary>
    public required long WorkerFailures { get; init; }

    /// <summary>Scheduled evaluations left out because the evaluator was behind.</summary>
    public long EvaluationsSkipped { get; init; }

    /// <summary>What of this folder could not be written, a sentence each.</summary>
    public IReadOnlyList<string> RecordingFailures { get; init; } = [];

    /// <summary>The command line as it was given.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Version of this program and of the packages that the numbers depend on, by name.</summary>
    public required IReadOnlyDictionary<string, string> Packages { get; init; }

    /// <summary>The machine of the learner.</summary>
    public required MachineDescription Machine { get; init; }

    /// <summary>Writes the summary as indented JSON with snake_case names, in one atomic step.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json.RunSummary));

    /// <summary>Reads a summary.json.</summary>
    /// <exception cref="JsonException">The file is no summary.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static RunSummary Load(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize(stream, Json.RunSummary)
            ?? throw new JsonException($"'{path}' holds null, not a summary. Give the summary.json of a run folder.");
    }
}

/// <summary>The moment at which a run's policy solved its environment.</summary>
/// <param name="EnvironmentSteps">Environment steps behind the solving parameters.</param>
/// <param name="Version">Version of the solving parameters.</param>
/// <param name="WallSeconds">Seconds since training began when the confirmation ended.</param>
/// <param name="Evaluation">The first evaluation at or above the threshold.</param>
/// <param name="Confirmation">The second one, of the same parameters with other seeds.</param>
public sealed record SolvedPoint(
    long EnvironmentSteps, long Version, double WallSeconds, EvaluationSummary Evaluation, EvaluationSummary Confirmation);

/// <summary>A greedy evaluation: undiscounted returns over its episodes.</summary>
public sealed record EvaluationSummary(
    long EnvironmentSteps, long Version, int Episodes, double ReturnMean, double ReturnStd, double ReturnMin, double ReturnMax);

/// <summary>How stale the gradients were that the learner applied.</summary>
/// <param name="Mean">Mean, versions.</param>
/// <param name="Max">Largest, versions.</param>
/// <param name="Histogram">Element i: gradients applied at staleness i; the last element counts all from there on.</param>
public sealed record StalenessSummary(double Mean, long Max, IReadOnlyList<long> Histogram);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class RunSummaryJson : JsonSerializerContext;

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Learner.Checkpoints;

namespace ActorCritic.Distributed.Node.Comparison.Trials;

/// <summary>What one contender did with one seed, and all that decided it: a JSON file in the folder of the comparison.</summary>
internal sealed record TrialResult
{
    private static readonly TrialResultJson Json = new(new JsonSerializerOptions(TrialResultJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Seed of the trial.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Version of the program that carried it out.</summary>
    public required string Version { get; init; }

    /// <summary>What computed its network: simd or torch. The rounding of the two differs, and with it after a while the episodes.</summary>
    public required string Backend { get; init; }

    /// <summary>The options, each as it is typed, by field name.</summary>
    public required IReadOnlyDictionary<string, string> Plan { get; init; }

    /// <summary>Seconds from the first step to the last, while other trials ran beside it.</summary>
    public double WallSeconds { get; init; }

    /// <summary>Environment steps played.</summary>
    public long EnvironmentSteps { get; init; }

    /// <summary>Why it ended before its budget, in a sentence; null if it did not.</summary>
    public string? Fault { get; init; }

    /// <summary>For each episode the environment steps of the trial when it ended.</summary>
    public required IReadOnlyList<long> EpisodeEnds { get; init; }

    /// <summary>For each episode its undiscounted return.</summary>
    public required IReadOnlyList<double> EpisodeReturns { get; init; }

    /// <summary>For each episode its length in steps.</summary>
    public required IReadOnlyList<int> EpisodeLengths { get; init; }

    /// <summary>Element i: gradients that the learner applied at staleness i, the last element all from there on; null where there is no learner.</summary>
    public IReadOnlyList<long>? StalenessHistogram { get; init; }

    /// <summary>Mean staleness of the gradients that the learner applied, in versions; null where there is no learner.</summary>
    public double? StalenessMean { get; init; }

    /// <summary>The episodes in the order in which they ended.</summary>
    [JsonIgnore]
    public IReadOnlyList<TrainingEpisode> Episodes =>
        [.. EpisodeEnds.Select((end, i) => new TrainingEpisode(end, EpisodeReturns[i], EpisodeLengths[i]))];

    /// <summary>What was tried and the episodes that it gave; how far it came and how long it took is the caller's to say.</summary>
    public static TrialResult Of(Contender contender, ulong seed, string version, string backend, IReadOnlyList<TrainingEpisode> episodes) => new()
    {
        Method = contender.Method.Name,
        Seed = seed,
        Version = version,
        Backend = backend,
        Plan = contender.Plan(),
        EpisodeEnds = [.. episodes.Select(episode => episode.EnvironmentSteps)],
        EpisodeReturns = [.. episodes.Select(episode => episode.Return)],
        EpisodeLengths = [.. episodes.Select(episode => episode.Length)],
    };

    /// <summary>Whether the same trial would be carried out for this contender: the same method, plan, backend and program.</summary>
    public bool IsOf(Contender contender, ulong seed, string version, string backend)
    {
        var plan = contender.Plan();
        return Method == contender.Method.Name && Seed == seed && Version == version && Backend == backend
            && Plan.Count == plan.Count && plan.All(entry => Plan.TryGetValue(entry.Key, out var value) && value == entry.Value);
    }

    /// <summary>Writes it, in one atomic step.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json.TrialResult));

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">The file is no trial, or its lists of episodes differ in length.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrialResult Load(string path)
    {
        using var stream = File.OpenRead(path);
        var trial = JsonSerializer.Deserialize(stream, Json.TrialResult);
        return trial is not null && trial.EpisodeReturns.Count == trial.EpisodeEnds.Count && trial.EpisodeLengths.Count == trial.EpisodeEnds.Count
            ? trial
            : throw new JsonException("its lists of episodes differ in length");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrialResult))]
internal sealed partial class TrialResultJson : JsonSerializerContext;

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>The folder of a comparison: a file for each trial that is done, from which an interrupted comparison goes on, and the report.</summary>
internal sealed class ComparisonFolder
{
    /// <summary>Where comparisons go unless told otherwise, relative to the current directory.</summary>
    public const string DefaultParent = "comparisons";

    private ComparisonFolder(string path) => Path = path;

    /// <summary>The folder as it was given.</summary>
    public string Path { get; }

    /// <summary>The page with everything.</summary>
    public string ReportFile => In("report.html");

    /// <summary>The table.</summary>
    public string TableFile => In("table.csv");

    /// <summary>The differences to the contender that the others are measured against.</summary>
    public string DifferencesFile => In("differences.csv");

    /// <summary>Every episode of every trial.</summary>
    public string EpisodesFile => In("episodes.csv");

    /// <summary>The numbers of a sweep over two things.</summary>
    public string SweepFile => In("sweep.csv");

    /// <summary>A method's heat map, without the ending of its name.</summary>
    public string HeatMap(string method) => In($"heat-map-{FileName(method)}");

    /// <summary>A picture, without the ending of its name.</summary>
    public string Picture(CurveAxis axis) => In(axis == CurveAxis.Episodes ? "curves-by-episodes" : "curves-by-steps");

    /// <summary>The file of a trial.</summary>
    public string TrialFile(Contender contender, ulong seed) =>
        System.IO.Path.Combine(Path, "trials", string.Create(CultureInfo.InvariantCulture, $"{FileName(contender.Label)}-seed{seed}.json"));

    /// <summary>Makes the folder, or opens it where there is one, and reads the trials that are done.</summary>
    /// <param name="request">The comparison.</param>
    /// <param name="version">Version of this program: a trial of another one is not mixed in.</param>
    /// <param name="timeProvider">Gives the time in the default name.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="done">The trials that need not be carried out again.</param>
    /// <param name="fault">Otherwise one line: what is wrong and what to do.</param>
    public static bool TryOpen(
        ComparisonRequest request,
        string version,
        TimeProvider timeProvider,
        [NotNullWhen(true)] out ComparisonFolder? folder,
        [NotNullWhen(true)] out Dictionary<(Contender, ulong), TrialResult>? done,
        [NotNullWhen(false)] out string? fault)
    {
        var candidate = new ComparisonFolder(request.Folder ?? DefaultPath(request, timeProvider));
        (folder, done, fault) = (null, [], null);
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(candidate.Path, "trials"));
            foreach (var contender in request.Contenders)
            {
                for (ulong seed = 1; seed <= (ulong)request.Seeds; seed++)
                {
                    if (candidate.Read(contender, seed, version, request.Backend.NameFor(contender.Options.NetworkFor(request.Environment)), out fault) is { } trial)
                        done.Add((contender, seed), trial);
                    if (fault is not null)
                        return false;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = $"The folder '{candidate.Path}' cannot be written to ({exception.Message.TrimEnd('.')}). Choose another one with --out.";
            return false;
        }

        folder = candidate;
        return true;
    }

    private TrialResult? Read(Contender contender, ulong seed, string version, string backend, out string? fault)
    {
        fault = null;
        var file = TrialFile(contender, seed);
        if (!File.Exists(file))
            return null;
        try
        {
            var trial = TrialResult.Load(file);
            if (trial.IsOf(contender, seed, version, backend))
                return trial;
            fault = $"'{file}' is a trial with other options, with another backend or of another version of this program. Choose another folder with --out, or remove it.";
        }
        catch (JsonException exception)
        {
            fault = $"'{file}' cannot be read as a trial ({exception.Message.TrimEnd('.')}). Remove it, and it is carried out again.";
        }

        return null;
    }

    private static string DefaultPath(ComparisonRequest request, TimeProvider timeProvider) => System.IO.Path.Combine(
        DefaultParent, $"{FileName(request.Environment.Id)}-{timeProvider.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");

    private static string FileName(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '=' ? c : '-'));

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActorCritic.Distributed.Learner.Checkpoints;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>The folder that a run leaves, and the names of everything in it.</summary>
/// <remarks>
/// TensorBoard's events lie in the folder itself, so that <c>tensorboard --logdir runs</c> shows each run under its folder's name.
/// </remarks>
public sealed class RunFolder
{
    /// <summary>Where runs go unless told otherwise, relative to the current directory.</summary>
    public const string DefaultParent = "runs";

    private RunFolder(string path) => Path = path;

    /// <summary>The folder as it was given, absolute or relative to the current directory.</summary>
    public string Path { get; }

    /// <summary>All that is needed to repeat the run.</summary>
    public string PlanFile => In("plan.json");

    /// <summary>The metrics over time.</summary>
    public string MetricsFile => In("metrics.csv");

    /// <summary>The parameters under their state_dict names.</summary>
    public string PolicyFile => In("policy.safetensors");

    /// <summary>The picture of the run.</summary>
    public string LearningCurveFile => In("learning-curve.png");

    /// <summary>How the run ended.</summary>
    public string SummaryFile => In("summary.json");

    /// <summary>What the actors logged.</summary>
    public string LogFile => In("run.log");

    /// <summary>Where a learner process keeps the run's last checkpoints.</summary>
    public string CheckpointFolder => In("checkpoints");

    /// <summary>The files for a person, the most wanted first.</summary>
    public IReadOnlyList<string> Files => [PolicyFile, LearningCurveFile, MetricsFile, SummaryFile, PlanFile, LogFile];

    /// <summary>The folder at a path, whatever it holds.</summary>
    public static RunFolder At(string path) => new(path);

    /// <summary>Makes an empty folder for a run and checks that files can be written there.</summary>
    /// <param name="path">The folder, or null for <c>runs/(environment)-(yyyyMMdd-HHmmss)-seed(seed)</c>, local time.</param>
    /// <param name="environment">Id of the environment.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="timeProvider">Gives the time in the default name.</param>
    /// <param name="folder">The folder, if it could be made.</param>
    /// <param name="fault">Otherwise one line: what is wrong and what to do.</param>
    public static bool TryCreate(
        string? path,
        string environment,
        ulong seed,
        TimeProvider timeProvider,
        [NotNullWhen(true)] out RunFolder? folder,
        [NotNullWhen(false)] out string? fault)
    {
        path ??= DefaultPath(environment, seed, timeProvider);
        folder = null;
        fault = Prepare(path);
        if (fault is not null)
            return false;

        folder = new RunFolder(path);
        return true;
    }

    /// <summary>Looks for what stands in the way of a run folder, without touching anything.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>One line: what is wrong and what to do; null if nothing is to be seen.</returns>
    public static string? FindFault(string path) => Attempt(path, () => Occupant(path));

    /// <summary>Makes the folder if it is missing and finds out whether files can be written there, whatever it holds.</summary>
    /// <returns>The cause if they cannot, without a full stop; null if they can.</returns>
    public string? FindWritingFault()
    {
        try
        {
            Probe(Path);
            return null;
        }
        catch (Exception exception) when (IsOfTheFileSystem(exception))
        {
            return exception.Message.TrimEnd('.');
        }
    }

    /// <summary>Opens the folder of an earlier run, for its policy.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="folder">The folder, if it holds a policy.</param>
    /// <param name="fault">Otherwise one line: what is missing and what to do.</param>
    public static bool TryOpen(string path, [NotNullWhen(true)] out RunFolder? folder, [NotNullWhen(false)] out string? fault)
    {
        var candidate = new RunFolder(path);
        fault = MissingForEvaluation(candidate);
        folder = fault is null ? candidate : null;
        return folder is not null;
    }

    /// <summary>Writes the plan, in one atomic step.</summary>
    /// <param name="json">The plan as JSON.</param>
    /// <exception cref="IOException">The disk is full, or the folder is gone or read-only.</exception>
    public void WritePlan(string json) => AtomicFile.Write(PlanFile, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(json);
    });

    /// <summary>Removes the folder again if nothing has come into it but the log.</summary>
    public void DiscardUnlessUsed()
    {
        try
        {
            if (Directory.EnumerateFileSystemEntries(Path).All(entry => entry == LogFile))
                Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty folder that stays does no harm.
        }
    }

    internal static string DefaultPath(string environment, ulong seed, TimeProvider timeProvider)
    {
        var time = timeProvider.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var safeName = string.Concat(environment.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        return System.IO.Path.Combine(DefaultParent, string.Create(CultureInfo.InvariantCulture, $"{safeName}-{time}-seed{seed}"));
    }

    private static string? Prepare(string path) => Attempt(path, () =>
    {
        if (Occupant(path) is { } fault)
            return fault;

        Probe(path);
        return null;
    });

    private static void Probe(string path)
    {
        Directory.CreateDirectory(path);
        var probe = System.IO.Path.Combine(path, ".write-check");
        File.WriteAllText(probe, "written to find out whether this folder can be written to");
        File.Delete(probe);
    }

    private static string? Occupant(string path)
    {
        if (File.Exists(path))
            return $"The run folder '{path}' is a file. Choose another folder with --out.";
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).FirstOrDefault() is { } entry)
            return $"The run folder '{path}' is not empty (it holds '{System.IO.Path.GetFileName(entry)}'). "
                + "Choose another folder with --out, or empty it.";
        return null;
    }

    private static string? Attempt(string path, Func<string?> prepare)
    {
        try
        {
            return prepare();
        }
        catch (Exception exception) when (IsOfTheFileSystem(exception))
        {
            return $"The run folder '{path}' cannot be written to ({exception.Message.TrimEnd('.')}). "
                + "Choose another folder with --out, or make room and grant access.";
        }
    }

    private static bool IsOfTheFileSystem(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static string? MissingForEvaluation(RunFolder folder)
    {
        if (File.Exists(folder.PolicyFile))
            return null;
        if (File.Exists(folder.Path))
            return $"'{folder.Path}' is a file. Give the run folder that holds it.";
        if (!Directory.Exists(folder.Path))
            return $"There is no run folder '{folder.Path}'. {Suggestion()}";
        return File.Exists(folder.PlanFile)
            ? $"The run folder '{folder.Path}' has a plan but no policy.safetensors: the run was cut off before it saved one. Train again."
            : $"The folder '{folder.Path}' has no policy.safetensors, so it is no run folder. {Suggestion()}";
    }

    private static string Suggestion()
    {
        var runs = new DirectoryInfo(DefaultParent);
        var newest = !runs.Exists ? null : runs.EnumerateDirectories()
            .Where(run => File.Exists(new RunFolder(run.FullName).PolicyFile))
            .MaxBy(run => run.LastWriteTimeUtc);
        return newest is null
            ? "Train a policy first: actorcritic train."
            : $"The newest one is '{System.IO.Path.Combine(DefaultParent, newest.Name)}'.";
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

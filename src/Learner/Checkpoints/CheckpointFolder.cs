using System.Globalization;
using System.Text.RegularExpressions;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Learner.Checkpoints;

/// <summary>The checkpoints of one run: the last three of them, so that a damaged one has others before it.</summary>
/// <param name="path">The folder, made when it is first written to; it belongs to this run alone.</param>
public sealed partial class CheckpointFolder(string path)
{
    /// <summary>Checkpoints that are kept.</summary>
    public const int Kept = 3;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>Writes a checkpoint in one atomic step, then deletes those that are no longer among the last and what a crash left behind.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">The disk is full, or the folder is gone or read-only. The checkpoints before are untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    /// <exception cref="MalformedMessageException">The state is beyond one of the <see cref="WireLimits"/>.</exception>
    public string Write(LearnerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Directory.CreateDirectory(path);
        var file = In(NameOf(state.Term, state.Version));
        CheckpointFile.Write(file, state);
        foreach (var former in FromNewest().Skip(Kept))
            DeleteIfPossible(former.File);
        foreach (var leftover in Directory.EnumerateFiles(path, "checkpoint-*" + AtomicFile.TemporarySuffix))
            DeleteIfPossible(leftover);
        return file;
    }

    /// <summary>Reads the newest checkpoint that is whole, by term and then by version.</summary>
    public CheckpointSearch ReadNewestValid()
    {
        var passedOver = new List<string>();
        foreach (var (file, term, version) in FromNewest())
        {
            var (state, fault) = CheckpointFile.Read(file);
            if (state is not null && (state.Term, state.Version) != (term, version))
                fault = $"it holds version {state.Version} of term {state.Term}, not what its name says";
            if (state is not null && fault is null)
                return new CheckpointSearch(state, file, passedOver);
            passedOver.Add($"The checkpoint '{file}' was passed over: {fault}.");
        }

        return new CheckpointSearch(null, null, passedOver);
    }

    internal static string NameOf(long term, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"checkpoint-{term:D4}-{version:D12}.bin");

    /// <summary>The files that are named like checkpoints; whatever else lies in the folder is none of ours.</summary>
    private IEnumerable<(string File, long Term, long Version)> FromNewest()
    {
        if (!Directory.Exists(path))
            return [];
        var checkpoints = new List<(string File, long Term, long Version)>();
        foreach (var file in Directory.EnumerateFiles(path))
        {
            // As numbers, since those that outgrow their zeros would be in the wrong order as text.
            if (Name().Match(System.IO.Path.GetFileName(file)) is { Success: true } name
                && long.TryParse(name.Groups["term"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var term)
                && long.TryParse(name.Groups["version"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                checkpoints.Add((file, term, version));
        }

        return checkpoints.OrderByDescending(checkpoint => checkpoint.Term).ThenByDescending(checkpoint => checkpoint.Version);
    }

    private static void DeleteIfPossible(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The checkpoint itself is written; the next one tries to delete this again.
        }
    }

    private string In(string name) => System.IO.Path.Combine(path, name);

    [GeneratedRegex(@"^checkpoint-(?<term>[0-9]+)-(?<version>[0-9]+)\.bin\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

/// <summary>What a folder of checkpoints held.</summary>
/// <param name="State">The newest state that is whole; null if there is none.</param>
/// <param name="File">Its file; null if there is none.</param>
/// <param name="PassedOver">One sentence for each newer file that is damaged, the newest first.</param>
public sealed record CheckpointSearch(LearnerState? State, string? File, IReadOnlyList<string> PassedOver);

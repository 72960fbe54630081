using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>What an earlier start of a learner has left in a run folder, and whether this start may go on with it.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="State">The newest state that is whole; null if a new run may begin in the folder.</param>
/// <param name="Notices">What a person should know of it, a sentence each.</param>
/// <param name="Faults">Why the learner must not start, a sentence each; empty if it may.</param>
internal sealed record EarlierStart(RunFolder Folder, LearnerState? State, IReadOnlyList<string> Notices, IReadOnlyList<string> Faults)
{
    /// <summary>Looks into the folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="mayBegin">Whether a new run may begin there if there is nothing to go on from.</param>
    public static EarlierStart In(string path, bool mayBegin)
    {
        var folder = RunFolder.At(path);
        var search = new CheckpointFolder(folder.CheckpointFolder).ReadNewestValid();
        if (search.State is { } state)
        {
            IReadOnlyList<string> notices = mayBegin
                ? [.. search.PassedOver, $"'{path}' holds {state.Run}: it goes on with its own plan; hyperparameters on the command line are for a new run."]
                : search.PassedOver;
            return new EarlierStart(folder, state, notices, Faults: []);
        }

        IReadOnlyList<string> faults = (mayBegin ? BeginningFault(folder, search) : MissingCheckpoint(path)) is { } fault ? [.. search.PassedOver, fault] : [];
        return new EarlierStart(folder, State: null, mayBegin && faults.Count == 0 ? BeginningNotices(folder) : [], faults);
    }

    private static string MissingCheckpoint(string path) => !Directory.Exists(path)
        ? $"--resume is '{path}'; there is no such folder. Give the folder of a learner process that had a checkpoint."
        : $"--resume is '{path}', which holds no checkpoint that can be used. Give the folder of a learner process that had one.";

    private static string? BeginningFault(RunFolder folder, CheckpointSearch search)
    {
        if (search.PassedOver.Count > 0)
        {
            return $"--resume-or-begin is '{folder.Path}', where no checkpoint can be used, and a run that had some is not begun again: "
                + "bring one back from a copy, or give another folder for a new run.";
        }

        if (new[] { folder.SummaryFile, folder.PolicyFile }.FirstOrDefault(File.Exists) is { } result)
        {
            return $"--resume-or-begin is '{folder.Path}', which holds the {Path.GetFileName(result)} of a run but no checkpoint to go on from: "
                + "give another folder for a new run.";
        }

        return folder.FindWritingFault() is { } cause
            ? $"--resume-or-begin is '{folder.Path}', which cannot be written to ({cause}): grant access, make room or give another folder."
            : null;
    }

    private static IReadOnlyList<string> BeginningNotices(RunFolder folder) => File.Exists(folder.PlanFile)
        ? [$"'{folder.Path}' holds a plan but no checkpoint: the start before this one ended before its first, so this one begins from zero unless another learner is alive."]
        : [];
}

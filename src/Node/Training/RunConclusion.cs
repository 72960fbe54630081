using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>Says how a run ended and what it has left.</summary>
/// <param name="writer">Where the outcome goes.</param>
/// <param name="errors">Where a failure goes.</param>
internal sealed class RunConclusion(TextWriter writer, TextWriter errors)
{
    /// <summary>Writes the last lines of a run.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> TellAsync(
        TrainRequest request, EnvironmentSpec environment, RunFolder folder, RunCompleted completed, RunSummary summary)
    {
        var isFailure = completed.Outcome == TrainingOutcome.Failed;
        if (summary.SolvedAt is { } solved)
            await writer.WriteLineAsync(OutcomeText.Solved(environment, summary, solved)).ConfigureAwait(false);
        if (summary.SolvedAt is null || completed.Outcome != TrainingOutcome.Solved)
            await (isFailure ? errors : writer).WriteLineAsync(OutcomeText.Ended(summary)).ConfigureAwait(false);

        var hasPolicy = File.Exists(folder.PolicyFile);
        if (!request.Quiet)
        {
            var files = string.Join(", ", folder.Files.Where(File.Exists).Select(Path.GetFileName));
            await writer.WriteLineAsync($"Kept in {folder.Path}: {files}.").ConfigureAwait(false);
            if (hasPolicy)
                await writer.WriteLineAsync($"Watch it: actorcritic evaluate {folder.Path} --render").ConfigureAwait(false);
        }

        // Without its policy a run has come to nothing, however well it went; why it could not be written has been said.
        return completed.Outcome switch
        {
            _ when isFailure || !hasPolicy => ExitCodes.Failure,
            TrainingOutcome.Solved => ExitCodes.Success,
            TrainingOutcome.BudgetExhausted => request.UntilSolved ? ExitCodes.Unsolved : ExitCodes.Success,
            _ => ExitCodes.Interrupted,
        };
    }

    /// <summary>Says why a run could not be brought to an end: nobody is left above who could do more about it than read a sentence.</summary>
    /// <returns><see cref="ExitCodes.Failure"/>.</returns>
    public async Task<int> BrokeOffAsync(Exception exception, RunFolder folder)
    {
        var cause = RunLog.FirstLine(exception.Message).TrimEnd('.');
        await errors.WriteLineAsync($"Training broke off: {cause}. What was written by then is in {folder.Path}.").ConfigureAwait(false);
        return ExitCodes.Failure;
    }
}

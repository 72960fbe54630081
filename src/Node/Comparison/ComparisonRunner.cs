using System.Collections.Concurrent;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Trials;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>Carries out a comparison: its trials in parallel, each kept as soon as it is done, then the report.</summary>
/// <param name="environments">The environments that can be trained on.</param>
/// <param name="output">Where progress and the table go.</param>
/// <param name="errors">Where faults go, a line each.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class ComparisonRunner(EnvironmentCatalogue environments, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
{
    /// <summary>Compares to the end.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Breaks it off; the trials that are done are kept.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(ComparisonRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!ComparisonFolder.TryOpen(request, ProgramVersion.Text, timeProvider, out var folder, out var done, out var fault))
            return await EndAsync(errors, fault, ExitCodes.Usage).ConfigureAwait(false);

        var trials = new ConcurrentDictionary<(Contender, ulong), TrialResult>(done);
        try
        {
            await RunTrialsAsync(request, folder, trials, cancellation).ConfigureAwait(false);
            var byContender = request.Contenders.ToDictionary(
                contender => contender,
                contender => (IReadOnlyList<TrialResult>)[.. Seeds(request).Select(seed => trials[(contender, seed)])]);
            var (rows, differences) = ComparisonReport.Save(request, folder, byContender);
            Tell(request, folder, rows, differences);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            var kept = $"Interrupted. {trials.Count} of {request.Contenders.Count * request.Seeds} trials are kept in {folder.Path}; the same command with --out {CommandText.Quoted(folder.Path)} goes on from there.";
            return await EndAsync(output.Profile.Out.Writer, kept, ExitCodes.Interrupted).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody is left above who could do more about it than read a sentence.
            var sentence = $"The comparison broke off: {exception.Message.Split('\n')[0].TrimEnd('.', '\r')}. The trials that are done are kept in {folder.Path}.";
            return await EndAsync(errors, sentence, ExitCodes.Failure).ConfigureAwait(false);
        }
    }

    private async Task RunTrialsAsync(
        ComparisonRequest request, ComparisonFolder folder, ConcurrentDictionary<(Contender, ulong), TrialResult> trials, CancellationToken cancellation)
    {
        if (!request.Quiet)
            output.Profile.Out.Writer.WriteLine(request.DescribeBackends());
        var view = ComparisonViews.For(request, output);
        await using (view.ConfigureAwait(false))
        {
            var total = request.Contenders.Count * request.Seeds;
            var finished = 0;
            foreach (var ((contender, _), trial) in trials)
            {
                view.Advance(contender, request.MaxSteps);
                view.Finish(contender, trial, ++finished, total);
            }

            // Seed by seed: where a comparison is interrupted, every contender has been tried with about as many.
            var pairs = from seed in Seeds(request)
                        from contender in request.Contenders
                        where !trials.ContainsKey((contender, seed))
                        select (contender, seed);
            var options = new ParallelOptions { MaxDegreeOfParallelism = request.Parallel, CancellationToken = cancellation };
            using var slots = new TrialSlots(request.Parallel);
            await Parallel.ForEachAsync(pairs.ToList(), options, async (pair, token) =>
            {
                var (contender, seed) = pair;
                var shown = 0L;
                using var room = await slots.EnterAsync(ActorTrial.ThreadsOf(contender), token).ConfigureAwait(false);
                var trial = A3CMethod.Is(contender)
                    ? await ActorTrial.RunAsync(contender, seed, request.Backend, environments, ProgramVersion.Text, timeProvider, Show, token).ConfigureAwait(false)
                    : Trial.Run(contender, seed, request.Backend, environments, ProgramVersion.Text, timeProvider, Show, token);
                trial.Save(folder.TrialFile(contender, seed));
                trials[(contender, seed)] = trial;
                Show(request.MaxSteps);
                view.Finish(contender, trial, Interlocked.Increment(ref finished), total);

                void Show(long environmentSteps)
                {
                    view.Advance(contender, environmentSteps - shown);
                    shown = environmentSteps;
                }
            }).ConfigureAwait(false);
        }
    }

    private void Tell(ComparisonRequest request, ComparisonFolder folder, IReadOnlyList<ComparisonRow> rows, IReadOnlyList<ComparisonDifference> differences)
    {
        var writer = output.Profile.Out.Writer;
        var thresholds = ComparisonTable.ThresholdsOf(request.Environment);
        foreach (var line in ComparisonText.Lines(thresholds, rows))
            writer.WriteLine(line);
        writer.WriteLine(ComparisonText.Legend(request.Seeds));
        if (request.Reference is { } reference)
        {
            writer.WriteLine();
            foreach (var line in DifferenceText.Lines(reference, thresholds, differences))
                writer.WriteLine(line);
            writer.WriteLine(DifferenceText.Legend(reference));
        }

        writer.WriteLine($"{folder.ReportFile} has the learning curves; tables, pictures and every trial lie beside it.");
    }

    private static IEnumerable<ulong> Seeds(ComparisonRequest request) => Enumerable.Range(1, request.Seeds).Select(seed => (ulong)seed);

    private static async Task<int> EndAsync(TextWriter writer, string sentence, int exitCode)
    {
        await writer.WriteLineAsync(sentence).ConfigureAwait(false);
        return exitCode;
    }
}

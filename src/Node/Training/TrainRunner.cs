using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers;
using ActorCritic.Distributed.Workers.Nodes;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>Carries out one request to train: makes the run folder, starts the actors, shows progress, writes what is kept.</summary>
/// <param name="catalogue">The environments that can be trained on.</param>
/// <param name="output">Where progress and the outcome go; a live view if it is a terminal, plain lines otherwise.</param>
/// <param name="errors">Where faults go, a line each.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class TrainRunner(EnvironmentCatalogue catalogue, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
{
    // Enough for any curve, and few enough that a run of a billion steps does not fill a disk.
    private const int MetricsRows = 2_000;
    private const long SmallestMetricsInterval = 500;

    /// <summary>Trains to the end.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Ends the run early; everything up to there is kept.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(TrainRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = request.Options;
        var environment = catalogue.Find(options.Environment);
        if (!RunFolder.TryCreate(request.Folder, options.Environment, options.Seed, timeProvider, out var folder, out var fault))
        {
            await errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        folder.WritePlan(request.PlanJson);
        var (completed, summary) = await TrainAsync(request, environment, folder, cancellation).ConfigureAwait(false);
        return await ConcludeAsync(request, environment, folder, completed, summary).ConfigureAwait(false);
    }

    private async Task<(RunCompleted Completed, RunSummary Summary)> TrainAsync(
        TrainRequest request, EnvironmentSpec environment, RunFolder folder, CancellationToken cancellation)
    {
        var options = request.Options;
        var view = ViewOf(request, environment);
        await using (view.ConfigureAwait(false))
        {
            using var recorder = new RunRecorder(folder, timeProvider, view.Warn);
            var journal = new RunJournal(
                recorder,
                options,
                request.PlanJson,
                ParameterLayout.Of(options.NetworkFor(environment)),
                environment.RewardThreshold,
                request.CommandLine);
            using var log = new RunLog(new StreamWriter(folder.LogFile), view.Warn, timeProvider);
            var host = await TrainingHost.StartAsync(
                new LearnerOptions
                {
                    Run = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder.Path)),
                    Training = options,
                    Environment = environment,
                    StopWhenSolved = request.UntilSolved,
                    MetricsInterval = Math.Max(SmallestMetricsInterval, options.MaxSteps / MetricsRows),
                },
                new WorkerNodeOptions { Node = "local", WorkerCount = options.Workers },
                new WorkerToolbox(catalogue, network => new TorchPolicyNetwork(network)),
                journal,
                view,
                log).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                using var stop = cancellation.Register(() => host.RequestStop("Ctrl-C was pressed"));
                var completed = await host.Completion.ConfigureAwait(false);
                return (completed, journal.Complete(completed, timeProvider.GetUtcNow()));
            }
        }
    }

    private ITrainingView ViewOf(TrainRequest request, EnvironmentSpec environment)
    {
        var options = request.Options;
        var title = FormattableString.Invariant($"{options.Environment}, seed {options.Seed}, {options.Workers} workers");
        if (request.Quiet)
            return new QuietTrainingView(errors);
        if (output.Profile.Out.IsTerminal && output.Profile.Capabilities.Interactive)
            return new LiveTrainingView(output, title, environment.RewardThreshold);

        output.Profile.Out.Writer.WriteLine(title);
        return new PlainTrainingView(output.Profile.Out.Writer, timeProvider);
    }

    private async Task<int> ConcludeAsync(TrainRequest request, EnvironmentSpec environment, RunFolder folder, RunCompleted completed, RunSummary summary)
    {
        var writer = output.Profile.Out.Writer;
        await writer.WriteLineAsync(OutcomeLine(environment, completed, summary)).ConfigureAwait(false);
        if (!request.Quiet)
        {
            await writer.WriteLineAsync($"Kept in {folder.Path}: policy.safetensors, learning-curve.png, metrics.csv, summary.json, plan.json.").ConfigureAwait(false);
            await writer.WriteLineAsync($"Watch it: actorcritic evaluate {folder.Path} --render").ConfigureAwait(false);
        }

        return completed.Outcome switch
        {
            TrainingOutcome.Solved => ExitCodes.Success,
            TrainingOutcome.BudgetExhausted => request.UntilSolved && !summary.Solved ? ExitCodes.Unsolved : ExitCodes.Success,
            TrainingOutcome.Stopped => ExitCodes.Interrupted,
            _ => ExitCodes.Failure,
        };
    }

    private static string OutcomeLine(EnvironmentSpec environment, RunCompleted completed, RunSummary summary)
    {
        var rate = StatusText.Count((long)summary.StepsPerSecond);
        return summary.SolvedAt is { } solved
            ? FormattableString.Invariant(
                $"Solved {environment.Id} after {StatusText.Count(solved.EnvironmentSteps)} steps and {solved.WallSeconds:F2} s of training ({rate} steps/s): ") +
              FormattableString.Invariant(
                $"greedy return {solved.Evaluation.ReturnMean:F1}, confirmed {solved.Confirmation.ReturnMean:F1}, threshold {environment.RewardThreshold:G}.")
            : FormattableString.Invariant($"{completed.Explanation} {StatusText.Count(summary.EnvironmentSteps)} steps in {summary.WallSeconds:F2} s ({rate} steps/s).");
    }
}

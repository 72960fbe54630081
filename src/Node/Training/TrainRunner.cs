using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Workers;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>Carries out one request to train: makes the run folder, starts the actors, shows progress, writes what is kept.</summary>
/// <param name="catalogue">The environments that can be trained on.</param>
/// <param name="output">Where progress and the outcome go; a live view if it is a terminal, plain lines otherwise.</param>
/// <param name="errors">Where faults go, a line each.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class TrainRunner(EnvironmentCatalogue catalogue, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
{
    /// <summary>Trains to the end.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Ends the run early; everything up to there is kept.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(TrainRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = request.Options;
        var environment = catalogue.Find(options.Environment);
        if (!RunPlan.TryLayOut(options, environment, out var layout, out var fault)
            || !RunFolder.TryCreate(request.Folder, options.Environment, options.Seed, timeProvider, out var folder, out fault))
        {
            await errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        try
        {
            folder.WritePlan(request.PlanJson);
            var (completed, summary) = await TrainAsync(request, environment, layout, folder, cancellation).ConfigureAwait(false);
            return await new RunConclusion(output.Profile.Out.Writer, errors).TellAsync(request, environment, folder, completed, summary).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return await new RunConclusion(output.Profile.Out.Writer, errors).BrokeOffAsync(exception, folder).ConfigureAwait(false);
        }
    }

    private async Task<(RunCompleted Completed, RunSummary Summary)> TrainAsync(
        TrainRequest request, EnvironmentSpec environment, ParameterLayout layout, RunFolder folder, CancellationToken cancellation)
    {
        var view = TrainingViews.For(request, environment, output, errors, timeProvider);
        await using (view.ConfigureAwait(false))
        {
            using var recorder = new RunRecorder(folder, timeProvider, view.Warn);
            var journal = new RunJournal(
                recorder, request.Options, request.PlanJson, layout, environment.RewardThreshold, request.CommandLine);
            using var log = new RunLog(() => new StreamWriter(folder.LogFile), view.Warn, timeProvider);
            try
            {
                var host = await StartAsync(request, environment, folder, journal, view, log).ConfigureAwait(false);
                await using (host.ConfigureAwait(false))
                {
                    // A stop that was asked for before this line is carried out by it.
                    using var stop = cancellation.Register(() => host.RequestStop("Ctrl-C was pressed"));
                    var completed = await host.Completion.ConfigureAwait(false);
                    return (completed, journal.Complete(completed, timeProvider.GetUtcNow()));
                }
            }
            catch (Exception exception)
            {
                log.Keep(exception);
                throw;
            }
        }
    }

    private Task<TrainingHost> StartAsync(
        TrainRequest request, EnvironmentSpec environment, RunFolder folder, RunJournal journal, ITrainingView view, RunLog log)
    {
        var toolbox = new WorkerToolbox(catalogue, network => request.Backend.Create(network));
        return TrainingHost.StartAsync(request.ToLearnerOptions(environment, folder), toolbox, journal, view, log);
    }
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers;
using Akka.Actor;
using Akka.Hosting;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Carries out the command <c>learner</c>: a process that learns, or stands by for another that does, until the run is over.</summary>
/// <param name="catalogue">The environments that can be trained on.</param>
/// <param name="output">Where progress and the outcome go.</param>
/// <param name="errors">Where faults go, a line each.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class LearnerRunner(EnvironmentCatalogue catalogue, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
{
    /// <summary>Learns to the end of the run.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Asks the process to leave the cluster; the run can go on without it.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(LearnerRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var training = request.Training;
        var environment = catalogue.Find(training.Options.Environment);
        if (!RunPlan.TryLayOut(training.Options, environment, out _, out var fault)
            || !RunFolder.TryCreate(training.Folder, training.Options.Environment, training.Options.Seed, timeProvider, out var folder, out fault))
        {
            await errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        try
        {
            return await LearnAsync(request, environment, folder, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody is left above who could do more about it than read a sentence.
            var cause = RunLog.FirstLine(exception.Message).TrimEnd('.');
            await errors.WriteLineAsync($"Training broke off: {cause}. What was written by then is in {folder.Path}.")
                .ConfigureAwait(false);
            return ExitCodes.Failure;
        }
    }

    private async Task<int> LearnAsync(LearnerRequest request, EnvironmentSpec environment, RunFolder folder, CancellationToken cancellation)
    {
        LearnerEnd? end;
        RunSummary? summary = null;
        var newest = new NewestLearnerState();
        RunRecorder? recorder = null;
        var view = TrainingViews.For(request.Training, environment, output, errors, timeProvider);
        await using (view.ConfigureAwait(false))
        {
            using var log = new RunLog(() => new StreamWriter(folder.LogFile, append: true), view.Warn, timeProvider);
            var launch = new LearnerLaunch(
                request, catalogue, folder, newest, resumedAt => recorder = new RunRecorder(folder, timeProvider, view.Warn, resumedAt), view.Warn);
            try
            {
                var node = new ClusterNode(request.Membership, ClusterMembership.LearnerRole, log, view.Warn);
                end = await node.RunAsync<LearnerEnd>((akka, start, ended) => Compose(akka, launch, newest, NodeName.Of(start), view, ended), cancellation)
                    .ConfigureAwait(false);
                if (end?.Completed is { } completed && launch.Run is { } run)
                    summary = run.Journal.Complete(completed, timeProvider.GetUtcNow());
            }
            catch (Exception exception)
            {
                log.Keep(exception);
                throw;
            }
            finally
            {
                recorder?.Dispose();
            }

            if (summary is not null && launch.Run is { } concluded)
            {
                await view.DisposeAsync().ConfigureAwait(false);
                return await new RunConclusion(output.Profile.Out.Writer, errors)
                    .TellAsync(concluded.Request, concluded.Environment, folder, end!.Completed!, summary).ConfigureAwait(false);
            }
        }

        return end is null
            ? await TellThatItLeftAsync(request, folder, newest).ConfigureAwait(false)
            : await TellOfTheEndElsewhereAsync(end.Elsewhere!).ConfigureAwait(false);
    }

    private async Task<int> TellThatItLeftAsync(LearnerRequest request, RunFolder folder, NewestLearnerState newest)
    {
        var writer = output.Profile.Out.Writer;
        if (newest.State is not { } state)
            await writer.WriteLineAsync("This process has left the cluster; no training had begun.").ConfigureAwait(false);
        else if (!request.Training.Quiet)
            await writer.WriteLineAsync(FormattableString.Invariant($"This process has left the cluster at version {state.Version:N0} of {state.Run}. ")
                + $"Another learner of the cluster goes on; without one: actorcritic learner --resume {folder.Path}").ConfigureAwait(false);
        return ExitCodes.Interrupted;
    }

    private async Task<int> TellOfTheEndElsewhereAsync(TrainingCompleted completed)
    {
        var isFailure = completed.Outcome == TrainingOutcome.Failed;
        await (isFailure ? errors : output.Profile.Out.Writer).WriteLineAsync($"The run is over, in another process: {completed.Explanation}")
            .ConfigureAwait(false);
        return completed.Outcome switch
        {
            TrainingOutcome.Failed => ExitCodes.Failure,
            TrainingOutcome.Stopped => ExitCodes.Interrupted,
            _ => ExitCodes.Success,
        };
    }

    private void Compose(
        AkkaConfigurationBuilder akka,
        LearnerLaunch launch,
        NewestLearnerState newest,
        string process,
        ITrainingView view,
        TaskCompletionSource<LearnerEnd?> ended)
    {
        var toolbox = new WorkerToolbox(catalogue, network => new TorchPolicyNetwork(network));
        var completion = new TaskCompletionSource<RunCompleted>(TaskCreationOptions.RunContinuationsAsynchronously);
        completion.Task.ContinueWith(
            task => ended.TrySetResult(new LearnerEnd(task.Result, Elsewhere: null)),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
        akka
            .WithEvaluator(toolbox)
            .WithActors((system, registry) => registry.Register<RunObserverActor>(
                system.ActorOf(RunObserverActor.Props(journal: null, view, completion), RunObserverActor.ActorName)))
            .WithLearnerSingleton(
                (_, registry) =>
                {
                    var observer = registry.Get<RunObserverActor>();
                    return LearnerActor.Props(Start, registry.Get<EvaluatorKey>(), observer);

                    LearnerStart Start()
                    {
                        var start = launch.Next(process, ActorRefs.Nobody);
                        observer.Tell(new RunObserverActor.Begin(launch.Run!.Journal));
                        return start;
                    }
                },
                HandOver.Instance)
            .WithActors((system, registry) =>
            {
                var learner = registry.Get<LearnerKey>();
                registry.Get<RunObserverActor>().Tell(new RunObserverActor.Observe(learner, [registry.Get<EvaluatorKey>()]), ActorRefs.NoSender);
                var end = system.ActorOf(RunEndActor.Props(completed => ended.TrySetResult(new LearnerEnd(Completed: null, completed))), "run-end");
                system.ActorOf(StandbyActor.Props(new StandbyOptions { Node = process }, learner, newest, end), "standby");
            });
    }
}

/// <summary>How the run ended for a learner process: here, or in another process.</summary>
internal sealed record LearnerEnd(RunCompleted? Completed, TrainingCompleted? Elsewhere);

using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers;
using Akka;
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
    /// <summary>How long the last files may take when the process leaves; a phase of Akka's shutdown has 5 s.</summary>
    private static readonly TimeSpan WritingTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Where a simulation interferes.</summary>
    internal ProcessSeams Seams { get; init; } = ProcessSeams.None;

    /// <summary>Learns to the end of the run.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Asks the process to leave the cluster; the run can go on without it.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(LearnerRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!TryPrepare(request, out var preparation, out var faults))
        {
            foreach (var fault in faults)
                await errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        var folder = preparation.Folder;
        try
        {
            return await LearnAsync(preparation, cancellation).ConfigureAwait(false);
        }
        catch (ClusterStartException exception)
        {
            // Whoever mends it and starts again wants to give the same folder.
            folder.DiscardUnlessUsed();
            await errors.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCodes.Failure;
        }
        catch (Exception exception)
        {
            return await new RunConclusion(output.Profile.Out.Writer, errors).BrokeOffAsync(exception, folder).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the run folder and, if a run is to be resumed, its newest checkpoint.</summary>
    private bool TryPrepare(LearnerRequest request, [NotNullWhen(true)] out Preparation? preparation, out IReadOnlyList<string> faults)
    {
        preparation = null;
        var newest = new NewestLearnerState();
        var earlier = request.Resume is { } resume ? EarlierStart.In(resume, request.MayBegin) : null;
        if (earlier is { Faults: { Count: > 0 } earlierFaults })
        {
            faults = earlierFaults;
            return false;
        }

        if (earlier?.State is { } state)
        {
            newest.Offer(state);
            try
            {
                request = request with { Training = request.Training.Adopting(state) };
            }
            catch (InvalidOperationException exception)
            {
                faults = [.. earlier.Notices, $"The run in '{earlier.Folder.Path}' has a plan that this version cannot carry out: {exception.Message}"];
                return false;
            }
        }

        var folder = earlier?.Folder;
        var options = request.Training.Options;
        if (!catalogue.TryFind(options.Environment, out var environment))
        {
            faults = [$"The run is of {options.Environment}, which this program does not know."];
            return false;
        }

        string? fault = null;
        if (!RunPlan.TryLayOut(options, environment, out var layout, out fault)
            || (fault = WireFaultOf(options, layout)) is not null
            || (folder is null && !RunFolder.TryCreate(request.Training.Folder, options.Environment, options.Seed, timeProvider, out folder, out fault)))
        {
            faults = [fault!];
            return false;
        }

        (preparation, faults) = (new Preparation(request, environment, folder, newest, earlier?.Notices ?? []), []);
        return true;
    }

    /// <summary>What is too large to travel between nodes is found before anything starts.</summary>
    private static string? WireFaultOf(TrainingOptions options, ParameterLayout layout)
    {
        if (layout.Count > WireLimits.VectorLength)
            return FormattableString.Invariant($"The policy has {layout.Count:N0} parameters; between nodes at most {WireLimits.VectorLength:N0} can travel. ")
                + "Make the hidden layers smaller.";
        return options.HiddenSizes.Count > WireLimits.HiddenLayers
            ? $"The policy has {options.HiddenSizes.Count} hidden layers; between nodes at most {WireLimits.HiddenLayers} can travel. Leave some out."
            : null;
    }

    private async Task<int> LearnAsync(Preparation preparation, CancellationToken cancellation)
    {
        var (request, environment, folder, newest, notices) = preparation;
        LearnerEnd? end;
        RunSummary? summary = null;
        RunRecorder? recorder = null;
        var view = Seams.View ?? TrainingViews.For(request.Training, environment, output, errors, timeProvider);
        await using (view.ConfigureAwait(false))
        {
            foreach (var notice in notices)
                view.Warn(notice);
            using var log = new RunLog(() => new StreamWriter(folder.LogFile, append: true), view.Warn, timeProvider);
            var toolbox = new WorkerToolbox(catalogue, network => Seams.AroundNetwork(request.Training.Backend.Create(network)));
            var launch = new LearnerLaunch(
                request, catalogue, folder, newest, resumedAt => recorder = new RunRecorder(folder, timeProvider, view.Warn, resumedAt), view.Say);
            try
            {
                var node = new ClusterNode(request.Membership with { Simulated = Seams.HasLine }, ClusterMembership.LearnerRole, log, view.Warn, Seams.Killed)
                {
                    Newest = newest,
                };
                end = await node.RunAsync<LearnerEnd>(
                    (akka, start, ended) => Compose(akka, toolbox, launch, preparation, Seams.NameOf(start), view, ended), cancellation, ConcludeAsync)
                    .ConfigureAwait(false);
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

            // What the run has brought is written before anybody is waited for.
            Task ConcludeAsync(ActorSystem system, LearnerEnd ended, CancellationToken hurry)
            {
                if (ended.Completed is not { } completed || launch.Run is not { } run)
                    return Task.CompletedTask;
                summary = run.Journal.Complete(completed, timeProvider.GetUtcNow());
                return new Farewell(view.Say, timeProvider).WaitAsync(() => Farewell.CompanyOf(system), hurry);
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
        WorkerToolbox toolbox,
        LearnerLaunch launch,
        Preparation preparation,
        string process,
        ITrainingView view,
        TaskCompletionSource<LearnerEnd?> ended)
    {
        var completion = new TaskCompletionSource<RunCompleted>(TaskCreationOptions.RunContinuationsAsynchronously);
        completion.Task.ContinueWith(
            task => ended.TrySetResult(new LearnerEnd(task.Result, Elsewhere: null)),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
        Seams.Compose(akka);
        akka
            .WithEvaluator(toolbox)
            .WithActors((system, registry) => registry.Register<RunObserverActor>(
                system.ActorOf(RunObserverActor.Props(journal: null, view, completion), RunObserverActor.ActorName)))
            .WithActors((system, registry) => registry.Register<CheckpointWriterActor>(system.ActorOf(
                CheckpointWriterActor.Props(new CheckpointFolder(preparation.Folder.CheckpointFolder), ActorRefs.Nobody), "checkpoints")))
            .WithLearnerSingleton(
                (_, registry) =>
                {
                    var observer = registry.Get<RunObserverActor>();
                    return LearnerActor.Props(Start, registry.Get<EvaluatorKey>(), observer);

                    LearnerStart Start()
                    {
                        var start = launch.Next(process, registry.Get<CheckpointWriterActor>()) with { Witness = Seams.Witness };
                        observer.Tell(new RunObserverActor.Begin(launch.Run!.Journal));
                        return start;
                    }
                },
                HandOver.Instance)
            .WithActors((system, registry) =>
            {
                // What a learner has said before it went is written before the actors go that write it.
                var (observer, checkpoints) = (registry.Get<RunObserverActor>(), registry.Get<CheckpointWriterActor>());
                CoordinatedShutdown.Get(system).AddTask(
                    CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
                    "last-facts",
                    async () =>
                    {
                        await Task.WhenAll(
                            observer.GracefulStop(WritingTimeout), checkpoints.GracefulStop(WritingTimeout, FinishWriting.Instance)).ConfigureAwait(false);
                        return Done.Instance;
                    });

                // A port that was drawn is known only now.
                var address = NodeAddress.Of(system);
                view.Say($"Listening on {address}; workers join with: actorcritic worker --join {address}");
                var learner = registry.Get<LearnerKey>();
                observer.Tell(new RunObserverActor.Observe(learner, [registry.Get<EvaluatorKey>()]), ActorRefs.NoSender);
                var end = system.ActorOf(RunEndActor.Props(completed => ended.TrySetResult(new LearnerEnd(Completed: null, completed))), "run-end");
                system.ActorOf(StandbyActor.Props(new StandbyOptions { Node = process }, learner, preparation.Newest, end), "standby");
            });
    }
}

/// <summary>What a learner process has found before it starts.</summary>
/// <param name="Request">What it was asked for, with the plan of the run that it resumes.</param>
/// <param name="Environment">The environment that the plan names.</param>
/// <param name="Folder">Where the run is recorded.</param>
/// <param name="Newest">The newest state that the process holds; from a checkpoint at first.</param>
/// <param name="Notices">What a person should know of it, a sentence each: checkpoints that are damaged, for instance.</param>
internal sealed record Preparation(
    LearnerRequest Request, EnvironmentSpec Environment, RunFolder Folder, NewestLearnerState Newest, IReadOnlyList<string> Notices);

/// <summary>How the run ended for a learner process: here, or in another process.</summary>
internal sealed record LearnerEnd(RunCompleted? Completed, TrainingCompleted? Elsewhere);

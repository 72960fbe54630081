using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol;
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
        if (!RunPlan.TryLayOut(training.Options, environment, out var layout, out var fault)
            || !RunFolder.TryCreate(training.Folder, training.Options.Environment, training.Options.Seed, timeProvider, out var folder, out fault))
        {
            await errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        try
        {
            folder.WritePlan(training.PlanJson);
            var view = TrainingViews.For(training, environment, output, errors, timeProvider);
            await using (view.ConfigureAwait(false))
            {
                using var recorder = new RunRecorder(folder, timeProvider, view.Warn);
                var journal = new RunJournal(
                    recorder, training.Options, training.PlanJson, layout, environment.RewardThreshold, training.CommandLine);
                using var log = new RunLog(() => new StreamWriter(folder.LogFile), view.Warn, timeProvider);
                var node = new ClusterNode(request.Membership, ClusterMembership.LearnerRole, log, view.Warn);
                var completed = await node.RunAsync<RunCompleted>(
                    (akka, start, ended) => Compose(akka, training.ToLearnerOptions(environment, folder), journal, view, ended), cancellation)
                    .ConfigureAwait(false);
                if (completed is null)
                    return ExitCodes.Interrupted;
                var summary = journal.Complete(completed, timeProvider.GetUtcNow());
                return await new RunConclusion(output.Profile.Out.Writer, errors).TellAsync(training, environment, folder, completed, summary)
                    .ConfigureAwait(false);
            }
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

    private void Compose(
        AkkaConfigurationBuilder akka, LearnerOptions options, RunJournal journal, ITrainingView view, TaskCompletionSource<RunCompleted?> ended)
    {
        var toolbox = new WorkerToolbox(catalogue, network => new TorchPolicyNetwork(network));
        akka
            .WithEvaluator(toolbox)
            .WithActors((system, registry) => registry.Register<RunObserverActor>(
                system.ActorOf(RunObserverActor.Props(journal, view, ended!), RunObserverActor.ActorName)))
            .WithLearnerSingleton(
                (system, registry) => LearnerActor.Props(() => new LearnerStart(options), registry.Get<EvaluatorKey>(), registry.Get<RunObserverActor>()),
                HandOver.Instance)
            .WithActors((_, registry) => registry.Get<RunObserverActor>().Tell(
                new RunObserverActor.Observe(registry.Get<LearnerKey>(), [registry.Get<EvaluatorKey>()]), ActorRefs.NoSender));
    }
}

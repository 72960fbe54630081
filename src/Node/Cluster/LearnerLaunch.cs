using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>
/// Says with what a learner begins in this process, each time that one does: the newest state that the process holds, or a new run. It
/// lives as long as the process and outlives its actor systems.
/// </summary>
/// <param name="request">What this process was asked for. A run that is gone on with brings its own plan.</param>
/// <param name="catalogue">The environments that this machine knows.</param>
/// <param name="folder">Where the run is recorded once its learner is here.</param>
/// <param name="newest">The newest state that the process holds.</param>
/// <param name="openRecorder">Opens the files of the run in the folder, the environment steps given at which it goes on.</param>
/// <param name="announce">Is told in a sentence with what the learner begins.</param>
internal sealed class LearnerLaunch(
    LearnerRequest request,
    EnvironmentCatalogue catalogue,
    RunFolder folder,
    NewestLearnerState newest,
    Func<long?, RunRecorder> openRecorder,
    Action<string> announce)
{
    /// <summary>Crashes in a row after which the run has failed.</summary>
    private const int CrashLimit = 3;

    /// <summary>
    /// How long only broken workers are borne with: a node that was taken for dead is back within about 12 s, one that a service starts again within half a minute.
    /// </summary>
    private static readonly TimeSpan FailurePatience = TimeSpan.FromSeconds(30);

    private readonly CrashHistory _crashes = new(CrashLimit);
    private RunRecorder? _recorder;

    /// <summary>The run whose learner is, or was last, in this process; null if it never was.</summary>
    public LaunchedRun? Run { get; private set; }

    /// <summary>The beginning of a learner in this process.</summary>
    /// <param name="process">Name of this process.</param>
    /// <param name="checkpointWriter">Writes states to the disk.</param>
    /// <exception cref="InvalidOperationException">The run's plan is not one that this machine can carry out.</exception>
    public LearnerStart Next(string process, IActorRef checkpointWriter)
    {
        var state = newest.State;
        var training = state is null ? request.Training : request.Training.Adopting(state);
        var environment = catalogue.Find(training.Options.Environment);
        var layout = ParameterLayout.Of(training.Options.NetworkFor(environment));
        folder.WritePlan(training.PlanJson);
        _recorder ??= openRecorder(state?.Parameters.EnvironmentSteps);
        var journal = Run?.Journal ?? new RunJournal(
            _recorder, training.Options, training.PlanJson, layout, environment.RewardThreshold, training.CommandLine);
        Run = new LaunchedRun(training, environment, journal);

        announce(state is null
            ? LearnerSentences.Begun(folder.Path)
            : LearnerSentences.TakenOver(state));
        var options = training.ToLearnerOptions(environment, folder) with
        {
            StartWorkers = request.StartWorkers,
            ReplicateEvery = request.ReplicateEvery,
            CheckpointInterval = request.CheckpointInterval,
            StallTimeout = request.StallTimeout,
            FailurePatience = FailurePatience,
        };
        options = state is null
            ? options with { Run = RunIdentity.Of(options.Run, request.Mark) }
            : options with { Run = state.Run, Term = state.Term + 1 };
        return new LearnerStart(options, state)
        {
            Legacy = new Legacy(process, newest, _crashes, checkpointWriter),
        };
    }
}

/// <summary>A run whose learner is in this process.</summary>
/// <param name="Request">What is trained, from the run's own plan.</param>
/// <param name="Environment">The environment that the plan names.</param>
/// <param name="Journal">Where the learner's facts go.</param>
internal sealed record LaunchedRun(TrainRequest Request, EnvironmentSpec Environment, RunJournal Journal);

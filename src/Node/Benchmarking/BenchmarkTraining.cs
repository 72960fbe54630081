using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>A run in this process that does all that <c>actorcritic train</c> does, learner, statistics and files included, and never ends by itself.</summary>
internal sealed class BenchmarkTraining : IAsyncDisposable
{
    private const long EndlessSteps = 1_000_000_000_000;

    /// <summary>That of <c>train</c> with a budget of ten million steps.</summary>
    private const long MetricsInterval = 5_000;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly RunFolder _folder;
    private RunRecorder? _recorder;
    private TrainingHost? _host;

    private BenchmarkTraining(RunFolder folder) => _folder = folder;

    /// <summary>Completed if the run comes to an end all the same.</summary>
    public Task<RunCompleted> Completion => Host.Completion;

    private TrainingHost Host => _host ?? throw new InvalidOperationException("The run has not started.");

    /// <summary>Starts a run, which trains at once.</summary>
    /// <param name="options">What is trained and how, its budget aside.</param>
    /// <param name="environment">The environment that the options name.</param>
    /// <param name="environments">Where the workers find it.</param>
    /// <param name="backend">What networks compute with.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="warn">Takes what the run warns of.</param>
    public static async Task<BenchmarkTraining> StartAsync(
        TrainingOptions options, EnvironmentSpec environment, EnvironmentCatalogue environments, PolicyBackend backend, TimeProvider timeProvider, Action<string> warn)
    {
        var training = options with { MaxSteps = EndlessSteps };
        var run = new BenchmarkTraining(RunFolder.At(Directory.CreateTempSubdirectory("actorcritic-bench-").FullName));
        try
        {
            run._recorder = new RunRecorder(run._folder, timeProvider, warn);
            var layout = ParameterLayout.Of(training.NetworkFor(environment));
            run._host = await TrainingHost.StartAsync(
                new LearnerOptions
                {
                    Run = "bench",
                    Training = training,
                    Environment = environment,
                    StopWhenSolved = false,
                    MetricsInterval = MetricsInterval,
                },
                new WorkerToolbox(environments, network => backend.Create(network)),
                new RunJournal(run._recorder, training, "{}", layout, environment.RewardThreshold, "actorcritic bench"),
                new QuietTrainingView(TextWriter.Null),
                NullLoggerProvider.Instance).ConfigureAwait(false);
            return run;
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks the learner how the run stands.</summary>
    public Task<TrainingStatus> AskStatusAsync() => Host.AskStatusAsync(AnswerTimeout);

    /// <summary>Breaks the run off and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_host is not null)
                await _host.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _recorder?.Dispose();
            Directory.Delete(_folder.Path, recursive: true);
        }
    }
}

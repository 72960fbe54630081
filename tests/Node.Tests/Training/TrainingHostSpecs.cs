using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class TrainingHostSpecs : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly RunRecorder _recorder;

    public TrainingHostSpecs() =>
        _recorder = new RunRecorder(RunFolder.At(_folder.Path), new FixedTimeProvider(default), failure => Assert.Fail(failure));

    public void Dispose()
    {
        _recorder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Options_that_do_not_hold_are_refused_instead_of_waited_for()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(Options with { Run = " " }));

        Assert.Contains("Run is ' '", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_learner_that_cannot_be_made_breaks_the_run_off_instead_of_leaving_it_waiting()
    {
        // Within the ranges of the options, and more parameters than an array can hold.
        var training = SampleRun.Options with { HiddenSizes = [65_536, 65_536] };
        await using var host = await StartAsync(Options with { Training = training });

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Completion.WaitAsync(Timeout));

        Assert.Equal("the actor learner stopped before the run was over", fault.Message);

        // Whoever presses Ctrl-C now asks nobody, and that is no fault either.
        host.RequestStop("Ctrl-C was pressed");
    }

    private static LearnerOptions Options { get; } =
        new() { Run = "run-1", Training = SampleRun.Options, Environment = CartPole.Version1 };

    private Task<TrainingHost> StartAsync(LearnerOptions options) => TrainingHost.StartAsync(
        options,
        new WorkerToolbox(EnvironmentCatalogue.CreateDefault(), network => new TorchPolicyNetwork(network)),
        SampleRun.Journal(_recorder),
        new QuietTrainingView(TextWriter.Null),
        NullLoggerProvider.Instance);
}

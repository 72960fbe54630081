using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Node.Tests.Plans;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public sealed class LearnerCommandSpecs
{
    private readonly CommandLineRun _run = new();

    [Fact]
    public async Task Without_options_a_learner_waits_at_the_usual_port_for_a_run_as_train_would_do_it()
    {
        var trained = await new CommandLineRun().TrainAsync();

        var request = await LearnAsync("--host", "127.0.0.1");

        foreach (var hyperparameter in Hyperparameter.All)
            Assert.Equal(hyperparameter.ValueIn(trained.Options), hyperparameter.ValueIn(request.Training.Options));
        Assert.Equal("actorcritic learner --host 127.0.0.1", request.Training.CommandLine);
        Assert.Equal(("127.0.0.1", null, 4053), (request.Membership.Host, request.Membership.Bind, request.Membership.Port));
        Assert.Empty(request.Membership.Join);
        Assert.Null(request.Resume);
        Assert.Equal(1_000, request.ReplicateEvery);
        Assert.Equal((10, 15), (request.CheckpointInterval.TotalSeconds, request.StallTimeout.TotalSeconds));
        Assert.Equal(["seed 1234 (repeat with --seed 1234)", CommandLineRun.SimdLine], _run.Output);
        Assert.Empty(_run.Errors);
    }

    [Fact]
    public async Task Options_of_the_cluster_reach_the_process()
    {
        var request = await LearnAsync(
            "--host", "127.0.0.1", "--bind", "127.0.0.2", "--port", "0", "--join", "127.0.0.1:4100,[::1]", "--replicate-every", "50", "--checkpoint-every",
            "0.5", "--stall-after", "3");

        Assert.Equal(("127.0.0.1", "127.0.0.2", 0), (request.Membership.Host, request.Membership.Bind, request.Membership.Port));
        Assert.Equal([new NodeAddress("127.0.0.1", 4100), new NodeAddress("::1", 4053)], request.Membership.Join);
        Assert.Equal((50, 0.5, 3), (request.ReplicateEvery, request.CheckpointInterval.TotalSeconds, request.StallTimeout.TotalSeconds));
    }

    [Fact]
    public async Task Options_of_the_training_reach_the_plan()
    {
        var request = await LearnAsync("--host", "127.0.0.1", "--seed", "3", "--learning-rate", "0.25", "--no-stop", "--quiet");

        Assert.Equal((3ul, 0.25), (request.Training.Options.Seed, request.Training.Options.LearningRate));
        Assert.False(request.Training.UntilSolved);
        Assert.True(request.Training.Quiet);
        Assert.Contains("\"learningRate\": 0.25", request.Training.PlanJson, StringComparison.Ordinal);
        Assert.Empty(_run.Output);
    }

    [Theory]
    [InlineData("--replicate-every 0", "--replicate-every is '0'; it must be a whole number, ≥ 1.")]
    [InlineData("--checkpoint-every 0", "--checkpoint-every is '0'; it must be a number, 0.1 … 86400.")]
    [InlineData("--stall-after never", "--stall-after is 'never'; it must be a number, 0.1 … 86400.")]
    [InlineData("--join a:b", "--join is 'a:b'; it must be HOST:PORT, several separated by commas; without :PORT it is 4053.")]
    [InlineData("--stal-after 3", "There is no option '--stal-after'; the nearest is '--stall-after'.")]
    [InlineData("--learning-rate x", "--learning-rate is 'x'; it must be a number, above 0 and at most 1000000.")]
    [InlineData("--tls-ca x", "--tls-cert is missing; --tls-ca cannot be used without it.")]
    public async Task What_is_wrong_is_refused(string words, string line) => Assert.Contains(line, await RefusalAsync(words));

    [Fact]
    public async Task Workers_are_no_affair_of_the_learners() => Assert.StartsWith(
        "There is no option '--workers'; the nearest is '", Assert.Single(await RefusalAsync("--workers 3")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(HyperparameterSamples.Names), MemberType = typeof(HyperparameterSamples))]
    public async Task A_run_that_is_resumed_keeps_its_own_plan(string name)
    {
        if (name == nameof(TrainingOptions.Workers))
            return;
        var sample = HyperparameterSamples.Of(name);

        var lines = await RefusalAsync($"--resume runs/first {sample.Option} {sample.Typed}");

        Assert.Contains($"--resume goes on with the run's own plan, in its folder; leave out {sample.Option}.", lines);
    }

    [Theory]
    [InlineData("--out runs/second", "--out")]
    [InlineData("--no-stop", "--no-stop")]
    [InlineData("--until-solved", "--until-solved")]
    public async Task So_it_does_its_folder_and_its_end(string words, string option) => Assert.Equal(
        [$"--resume goes on with the run's own plan, in its folder; leave out {option}."], await RefusalAsync($"--resume runs/first {words}"));

    [Fact]
    public async Task Everything_else_can_be_said_anew_of_a_run_that_is_resumed()
    {
        var request = await LearnAsync(
            "--resume", "runs/first", "--backend", "torch", "--host", "127.0.0.1", "--port", "4100", "--replicate-every", "5", "--checkpoint-every", "6", "--stall-after", "7");

        Assert.Equal("runs/first", request.Resume);
        Assert.Equal((4100, 5, 6, 7), (request.Membership.Port, request.ReplicateEvery, request.CheckpointInterval.TotalSeconds, request.StallTimeout.TotalSeconds));

        // No seed was drawn for this run, so none must be shown.
        Assert.Empty(_run.Output);
    }

    [Fact]
    public async Task A_synchronous_run_can_wait_for_its_workers_also_when_it_is_resumed()
    {
        Assert.Equal(3, (await LearnAsync("--host", "127.0.0.1", "--mode", "sync", "--start-workers", "3")).StartWorkers);

        // Of a run that is resumed only its plan knows whether it is synchronous.
        _run.LearnerRequests.Clear();
        Assert.Equal(3, (await LearnAsync("--host", "127.0.0.1", "--resume", "runs/first", "--start-workers", "3")).StartWorkers);
    }

    [Fact]
    public async Task Asynchronous_workers_wait_for_nobody() => Assert.Equal(
        ["--start-workers is for synchronous rounds; add --mode sync, or leave it out: asynchronous workers train from the moment they come."],
        await RefusalAsync("--start-workers 3"));

    [Fact]
    public async Task A_run_can_be_resumed_quietly() =>
        Assert.True((await LearnAsync("--resume", "runs/first", "--host", "127.0.0.1", "--quiet")).Training.Quiet);

    [Theory]
    [InlineData("--host 10.0.0.7", "10.0.0.7")]
    [InlineData("--host learner-0 --bind 0.0.0.0", "0.0.0.0")]
    public async Task Listening_where_others_can_reach_it_without_TLS_is_warned_of_in_one_line(string words, string host)
    {
        await LearnAsync(words.Split(' '));

        Assert.Equal([ListeningWarning.WithoutTls(host)!], _run.Errors);
    }

    private async Task<LearnerRequest> LearnAsync(params string[] options)
    {
        Assert.Equal(CommandLineRun.TrainingAnswer, await _run.InvokeAsync(["learner", .. options]));
        return Assert.Single(_run.LearnerRequests);
    }

    private async Task<string[]> RefusalAsync(string words)
    {
        var lines = await _run.RefusalAsync(["learner", .. words.Split(' ')]);
        Assert.Empty(_run.LearnerRequests);
        return lines;
    }
}

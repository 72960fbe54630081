using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Tests.Views;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using Akka;
using Akka.Actor;
using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class LearnerRunnerSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_without_checkpoints_cannot_be_resumed()
    {
        Directory.CreateDirectory(Run);

        await AssertRefusedAsync(
            Resumed, $"--resume is '{Run}', which holds no checkpoint that can be used. Give the folder of a learner process that had one.");
    }

    [Fact]
    public async Task Where_all_checkpoints_are_damaged_each_is_named_before_the_run_is_refused()
    {
        var first = Damage(Checkpoint(SampleState.Of(term: 1, version: 5)));
        var second = Damage(Checkpoint(SampleState.Of(term: 1, version: 6)));

        await AssertRefusedAsync(
            Resumed,
            $"The checkpoint '{second}' was passed over: its checksum is wrong: the content has changed since it was written.",
            $"The checkpoint '{first}' was passed over: its checksum is wrong: the content has changed since it was written.",
            $"--resume is '{Run}', which holds no checkpoint that can be used. Give the folder of a learner process that had one.");
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_named_and_the_one_before_it_used()
    {
        Checkpoint(SampleState.Of(term: 1, version: 5));
        var newest = Damage(Checkpoint(SampleState.Of(term: 1, version: 6)));

        Assert.Equal(ExitCodes.Interrupted, await RunAndLeaveAtOnceAsync(Resumed));

        Assert.Contains(
            $"warning: The checkpoint '{newest}' was passed over: its checksum is wrong: the content has changed since it was written.", Lines(_output));
        Assert.Contains(
            "This process has left the cluster at version 5 of run-1. "
            + $"Another learner of the cluster goes on; without one: actorcritic learner --resume {Run}",
            Lines(_output));
        Assert.Empty(Lines(_errors));
    }

    [Fact]
    public async Task A_plan_that_this_version_cannot_read_is_refused_with_its_fault()
    {
        Checkpoint(SampleState.Of(term: 1, version: 5) with { Plan = """{ "workers": "many" }""" });

        Assert.Equal(ExitCodes.Usage, await RunAsync(Resumed));

        Assert.StartsWith(
            $"The run in '{Run}' has a plan that this version cannot carry out: the plan of run-1, line 1: workers is \"many\"; it must be ",
            Assert.Single(Lines(_errors)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_that_is_not_known_here_is_named() => await AssertRefusedAsync(
        New(SampleRun.Options with { Environment = "Chess-v0" }), "The run is of Chess-v0, which this program does not know.");

    [Fact]
    public async Task What_is_too_large_to_travel_is_found_before_anything_starts()
    {
        await AssertRefusedAsync(
            New(SampleRun.Options with { HiddenSizes = [.. Enumerable.Repeat(1, 101)] }),
            "The policy has 101 hidden layers; between nodes at most 100 can travel. Leave some out.");
        _errors.GetStringBuilder().Clear();
        await AssertRefusedAsync(
            New(SampleRun.Options with { HiddenSizes = [16_384, 4_096] }),
            "The policy has 67,207,171 parameters; between nodes at most 67,108,864 can travel. Make the hidden layers smaller.");

        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_not_taken_for_a_new_run()
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "policy.safetensors"), "precious");

        await AssertRefusedAsync(
            New(SampleRun.Options),
            $"The run folder '{Run}' is not empty (it holds 'policy.safetensors'). Choose another folder with --out, or empty it.");
    }

    [Fact]
    public async Task Whoever_leaves_before_training_has_begun_is_told_so()
    {
        // Whom it is to join is not there, so that it cannot begin meanwhile.
        var request = New(SampleRun.Options);
        var membership = request.Membership with { Join = [new NodeAddress("127.0.0.1", FreePort.Find())] };

        Assert.Equal(ExitCodes.Interrupted, await RunAndLeaveAtOnceAsync(request with { Membership = membership }));

        Assert.Contains("This process has left the cluster; no training had begun.", Lines(_output));
        Assert.Empty(Lines(_errors));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence_with_the_remedy_and_leaves_no_folder_behind()
    {
        using var listener = FreePort.Take();
        var port = FreePort.PortOf(listener);
        var request = New(SampleRun.Options);

        Assert.Equal(ExitCodes.Failure, await RunAsync(request with { Membership = request.Membership with { Port = port } }));

        Assert.Equal([$"TCP port {port} of 127.0.0.1 is taken by another process; give another with --port, or end the one that has it."], Lines(_errors));
        Assert.DoesNotContain(Lines(_output), line => line.StartsWith("warning", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public async Task An_address_that_is_not_this_machines_is_one_sentence_too()
    {
        var request = New(SampleRun.Options);

        // TEST-NET-3 of RFC 5737: no machine has it.
        Assert.Equal(ExitCodes.Failure, await RunAsync(request with { Membership = request.Membership with { Bind = "203.0.113.9" } }));

        Assert.Equal(
            ["203.0.113.9 is no address of this machine; give one that is with --bind, and with --host the name under which others reach it."],
            Lines(_errors));
    }

    [Fact]
    public async Task A_port_that_is_taken_leaves_the_checkpoints_of_a_run_that_was_to_be_resumed()
    {
        var checkpoint = Checkpoint(SampleState.Of(term: 1, version: 5));
        using var listener = FreePort.Take();

        Assert.Equal(
            ExitCodes.Failure, await RunAsync(Resumed with { Membership = Resumed.Membership with { Port = FreePort.PortOf(listener) } }));

        Assert.True(File.Exists(checkpoint));
    }

    [Fact]
    public async Task A_worker_whose_port_is_taken_is_told_the_same()
    {
        using var listener = FreePort.Take();
        var port = FreePort.PortOf(listener);
        var request = new WorkerRequest
        {
            Membership = new ClusterMembership { Host = "127.0.0.1", Port = port, Join = [new NodeAddress("127.0.0.1", FreePort.Find())] },
            Workers = 1,
        };

        var runner = new WorkerRunner(EnvironmentCatalogue.CreateDefault(), TextWriter.Synchronized(_output), _errors, TimeProvider.System);
        Assert.Equal(ExitCodes.Failure, await runner.RunAsync(request, CancellationToken.None).WaitAsync(Patience));

        Assert.Equal([$"TCP port {port} of 127.0.0.1 is taken by another process; give another with --port, or end the one that has it."], Lines(_errors));
    }

    /// <summary>The actor that writes is busy until the actor system is about to end.</summary>
    [Fact]
    public async Task What_a_learner_leaves_behind_is_written_before_its_process_ends()
    {
        using var gate = new ManualResetEventSlim();
        ITimer? opening = null;
        using var leave = new CancellationTokenSource();
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seams = new ProcessSeams
        {
            View = new SlowView(shown, gate),
            Compose = akka => akka.WithActors((system, _) => CoordinatedShutdown.Get(system).AddTask(
                CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
                "release",
                () =>
                {
                    // Long enough for the actor system to end if nobody waits for the writer.
                    opening = TimeProvider.System.CreateTimer(_ => gate.Set(), state: null, TimeSpan.FromSeconds(1.5), Timeout.InfiniteTimeSpan);
                    return Task.FromResult(Done.Instance);
                })),
        };
        var runner = new LearnerRunner(EnvironmentCatalogue.CreateDefault(), TextConsole.Create(_output), _errors, TimeProvider.System) { Seams = seams };
        var run = runner.RunAsync(New(SampleRun.Options), leave.Token);
        await shown.Task.WaitAsync(Patience);

        await leave.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await run.WaitAsync(Patience));
        Assert.True(File.Exists(Path.Combine(Run, "policy.safetensors")));
        await Assert.IsAssignableFrom<ITimer>(opening).DisposeAsync();
    }

    private string Run => _folder.In("run");

    private LearnerRequest Resumed => New(new TrainingOptions()) with { Resume = Run };

    private LearnerRequest New(TrainingOptions options) => new()
    {
        Training = new TrainRequest { Options = options, Folder = Run, CommandLine = "actorcritic learner", PlanJson = "{}" },
        Mark = 1,
        Membership = new ClusterMembership { Host = "127.0.0.1" },
    };

    private string Checkpoint(LearnerState state) => new CheckpointFolder(Path.Combine(Run, "checkpoints")).Write(state);

    /// <summary>Changes the last byte of a file.</summary>
    private static string Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private async Task AssertRefusedAsync(LearnerRequest request, params string[] lines)
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync(request));
        Assert.Equal(lines, Lines(_errors));
        Assert.Empty(Lines(_output));
    }

    private async Task<int> RunAndLeaveAtOnceAsync(LearnerRequest request)
    {
        using var leave = new CancellationTokenSource();
        await leave.CancelAsync();
        return await RunAsync(request, leave.Token);
    }

    private Task<int> RunAsync(LearnerRequest request, CancellationToken leave = default)
    {
        var console = TextConsole.Create(TextWriter.Synchronized(_output));
        return new LearnerRunner(EnvironmentCatalogue.CreateDefault(), console, _errors, TimeProvider.System).RunAsync(request, leave).WaitAsync(Patience, CancellationToken.None);
    }

    /// <summary>A view that takes its time over the first picture.</summary>
    private sealed class SlowView(TaskCompletionSource shown, ManualResetEventSlim gate) : ITrainingView
    {
        public void Show(TrainingStatus status)
        {
            shown.TrySetResult();
            gate.Wait(Patience);
        }

        public void ShowEvaluation(PolicyEvaluated evaluation)
        {
        }

        public void Say(string sentence)
        {
        }

        public void Warn(string sentence)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static string[] Lines(StringWriter writer) => writer.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}

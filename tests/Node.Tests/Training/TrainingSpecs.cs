using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Views;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class TrainingSpecs : IDisposable
{
    private readonly TrainingSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_run_that_solves_CartPole_leaves_every_file()
    {
        Assert.Equal(ExitCodes.Success, await _session.TrainAsync("--env CartPole-v1 --seed 3 --workers 1"));

        Assert.Empty(_session.Errors);
        Assert.Contains(_session.Output, line => line.StartsWith("Solved CartPole-v1 after ", StringComparison.Ordinal));
        Assert.All(_session.Folder.Files, file => Assert.True(File.Exists(file), file));
        Assert.NotEmpty(Directory.GetFiles(_session.Folder.Path, "events.out.tfevents.*"));
        Assert.Equal("PNG"u8, File.ReadAllBytes(_session.Folder.LearningCurveFile).AsSpan(1, 3));
        Assert.NotEmpty(MetricsCsv.Read(_session.Folder.MetricsFile));

        var summary = _session.Summary;
        Assert.Equal(TrainingOutcome.Solved, summary.Outcome);
        Assert.Empty(summary.RecordingFailures);
        Assert.True(summary.SolvedAt!.Evaluation.ReturnMean >= 475);
        Assert.True(summary.SolvedAt.Confirmation.ReturnMean >= 475);

        // The policy that is kept is the one that was confirmed, not the one training had reached by then.
        var policy = Safetensors.Read(_session.Folder.PolicyFile);
        Assert.Equal($"{summary.SolvedAt.Version}", policy.Metadata["version"]);
        Assert.Equal(File.ReadAllText(_session.Folder.PlanFile), policy.Metadata["plan"]);
        Assert.Equal(
            [
                "shared.0.weight", "shared.0.bias", "shared.2.weight", "shared.2.bias",
                "actor.weight", "actor.bias", "critic.weight", "critic.bias",
            ],
            policy.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public async Task The_log_says_who_spoke_without_Akkas_brackets()
    {
        await _session.TrainAsync($"{TrainingSession.Short} --no-stop");

        var line = File.ReadLines(_session.Folder.LogFile).First(line => line.Contains("is over", StringComparison.Ordinal));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z Information akka://actorcritic/user/learner: The run run is over: ", line);
    }

    [Fact]
    public async Task A_budget_that_ends_before_the_environment_is_solved_is_an_exit_code_of_its_own()
    {
        Assert.Equal(ExitCodes.Unsolved, await _session.TrainAsync($"{TrainingSession.Short} --until-solved"));

        Assert.Equal(TrainingOutcome.BudgetExhausted, _session.Summary.Outcome);
        Assert.Contains(_session.Output, line => line.StartsWith("The budget of 1,024 environment steps was", StringComparison.Ordinal));
        Assert.All(_session.Folder.Files, file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public async Task Where_nobody_asked_for_more_a_budget_that_ends_is_a_success()
    {
        Assert.Equal(ExitCodes.Success, await _session.TrainAsync($"{TrainingSession.Short} --no-stop"));

        Assert.Equal(1024, _session.Summary.EnvironmentSteps);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public async Task A_quiet_run_prints_its_outcome_only()
    {
        Assert.Equal(ExitCodes.Success, await _session.TrainAsync($"{TrainingSession.Short} --no-stop --quiet"));

        Assert.StartsWith("The budget of 1,024 environment steps was used up", Assert.Single(_session.Output), StringComparison.Ordinal);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_session.Folder.Path);
        File.WriteAllText(_session.Folder.PlanFile, "somebody's");

        Assert.Equal(ExitCodes.Usage, await _session.TrainAsync(TrainingSession.Short));

        Assert.Contains("is not empty", Assert.Single(_session.Errors), StringComparison.Ordinal);
        Assert.Equal("somebody's", File.ReadAllText(Assert.Single(Directory.GetFileSystemEntries(_session.Folder.Path))));
    }

    [Fact]
    public async Task A_network_that_no_array_can_hold_is_refused_before_there_is_a_folder()
    {
        Assert.Equal(ExitCodes.Usage, await _session.TrainAsync("--hidden-sizes 65536,65536"));

        Assert.Contains("Make the hidden layers narrower", Assert.Single(_session.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_session.Folder.Path));
    }

    [Fact]
    public async Task Ctrl_C_in_the_middle_keeps_everything()
    {
        using var pressed = new CancellationTokenSource();
        _session.Environments.Register(
            ScriptedEnvironment.Description, () => new ScriptedEnvironment { OnStep = (step, _) => PressAt(step, 2_000, pressed) });

        var exitCode = await _session.TrainAsync(
            $"--env {ScriptedEnvironment.Description.Id} --no-stop --workers 1 --max-steps 1000000000 --hidden-sizes 8", pressed.Token);

        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Equal(TrainingOutcome.Stopped, _session.Summary.Outcome);
        Assert.All(_session.Folder.Files, file => Assert.True(File.Exists(file), file));
        Assert.Contains(_session.Output, line => line.StartsWith("Ctrl-C was pressed: training was stopped at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_before_anything_has_started_keeps_everything_too()
    {
        Assert.Equal(ExitCodes.Interrupted, await _session.TrainAsync(TrainingSession.Short, new CancellationToken(canceled: true)));

        Assert.Equal(TrainingOutcome.Stopped, _session.Summary.Outcome);
        Assert.All(_session.Folder.Files, file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public async Task A_run_whose_policy_cannot_be_written_is_a_failure()
    {
        _session.Environments.Register(ScriptedEnvironment.Description, () =>
        {
            Directory.CreateDirectory(_session.Folder.PolicyFile);
            return new ScriptedEnvironment();
        });

        var options = TrainingSession.Short.Replace("CartPole-v1", ScriptedEnvironment.Description.Id, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, await _session.TrainAsync($"{options} --no-stop"));

        Assert.Contains(_session.Output, line => line.StartsWith("warning: Cannot write policy.safetensors", StringComparison.Ordinal));
        Assert.Contains("Cannot write policy.safetensors", Assert.Single(_session.Summary.RecordingFailures), StringComparison.Ordinal);
        var kept = Assert.Single(_session.Output, line => line.StartsWith("Kept in ", StringComparison.Ordinal));
        Assert.DoesNotContain("policy", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_a_run_off_is_told_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var errors = new StringWriter();
        var runner = new TrainRunner(_session.Environments, TextConsole.Create(new BrokenWriter()), errors, TimeProvider.System);

        var exitCode = await runner.RunAsync(
            new TrainRequest { Options = new TrainingOptions(), Folder = folder.In("run"), CommandLine = "", PlanJson = "{}" },
            CancellationToken.None);

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Equal(
            $"Training broke off: The pipe is broken. What was written by then is in {folder.In("run")}.",
            errors.ToString().TrimEnd());
        Assert.Equal("{}", File.ReadAllText(Path.Combine(folder.In("run"), "plan.json")));
    }

    private static void PressAt(int step, int when, CancellationTokenSource pressed)
    {
        if (step == when)
            pressed.Cancel();
    }
}

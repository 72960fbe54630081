using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Presets;
using ActorCritic.Distributed.Node.Tests.Plans;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public sealed class TrainCommandSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandLineRun _run = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_options_the_first_environment_is_trained_with_its_preset_and_a_drawn_seed()
    {
        var request = await _run.TrainAsync();

        Assert.True(PresetCatalogue.Load().TryFind("CartPole-v1", "default", out var preset));
        AssertEqual(preset.Layer.Over(new TrainingOptions()) with { Seed = CommandLineRun.DrawnSeed }, request.Options);
        Assert.True(request.UntilSolved);
        Assert.False(request.Quiet);
        Assert.Null(request.Folder);
        Assert.Equal("actorcritic train", request.CommandLine);
        Assert.Equal(["seed 1234 (repeat with --seed 1234)", CommandLineRun.SimdLine], _run.Output);
    }

    [Fact]
    public async Task The_preset_is_what_its_file_says()
    {
        using var stream = typeof(PresetCatalogue).Assembly.GetManifestResourceStream("presets.json")!;
        using var file = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var preset = file.RootElement.GetProperty("CartPole-v1");

        var options = (await _run.TrainAsync()).Options;

        Assert.Equal(preset.GetProperty("learningRate").GetDouble(), options.LearningRate);
        Assert.Equal(preset.GetProperty("rolloutLength").GetInt32(), options.RolloutLength);
        Assert.Equal(preset.GetProperty("maxSteps").GetInt64(), options.MaxSteps);
        Assert.Equal(preset.GetProperty("rewardScale").GetDouble(), options.RewardScale);
        Assert.NotEqual(new TrainingOptions().RewardScale, options.RewardScale);
    }

    [Fact]
    public async Task A_preset_can_be_chosen_by_its_name_and_single_values_still_changed()
    {
        var request = await _run.TrainAsync("--preset", "wide", "--seed", "7", "--workers", "3");

        Assert.True(PresetCatalogue.Load().TryFind("CartPole-v1", "wide", out var preset));
        AssertEqual(preset.Layer.Over(new TrainingOptions()) with { Seed = 7, Workers = 3 }, request.Options);
    }

    [Fact]
    public async Task An_environment_without_a_preset_has_the_general_defaults_and_says_so()
    {
        var request = await _run.TrainAsync("--env", "Corridor-v0", "--seed", "7");

        AssertEqual(new TrainingOptions { Environment = "Corridor-v0", Seed = 7 }, request.Options);
        Assert.Equal(
            ["Corridor-v0 has no preset: what neither --config nor an option sets has its general default (actorcritic train --env Corridor-v0 --help).", CommandLineRun.SimdLine],
            _run.Output);
    }

    [Fact]
    public async Task Quiet_prints_nothing_of_all_that()
    {
        var request = await _run.TrainAsync("--env", "Corridor-v0", "--quiet");

        Assert.True(request.Quiet);
        Assert.Empty(_run.Output);
    }

    [Theory]
    [MemberData(nameof(HyperparameterSamples.Names), MemberType = typeof(HyperparameterSamples))]
    public async Task The_command_line_can_set_every_hyperparameter(string name)
    {
        var sample = HyperparameterSamples.Of(name);
        var before = (await new CommandLineRun().TrainAsync([.. BaseWithout(""), .. NeededBy(name)])).Options;

        var request = await _run.TrainAsync([.. BaseWithout(name), .. NeededBy(name), sample.Option, sample.Typed]);

        HyperparameterSamples.AssertOnlyChange(sample, before, request.Options);
    }

    [Theory]
    [MemberData(nameof(HyperparameterSamples.Names), MemberType = typeof(HyperparameterSamples))]
    public async Task A_configuration_file_can_set_every_hyperparameter(string name)
    {
        var sample = HyperparameterSamples.Of(name);
        var before = (await new CommandLineRun().TrainAsync([.. BaseWithout(""), .. NeededBy(name)])).Options;

        var configuration = Configuration($$"""{ "{{sample.Field}}": {{sample.Json}} }""");
        var request = await _run.TrainAsync([.. BaseWithout(name), .. NeededBy(name), "--config", configuration]);

        HyperparameterSamples.AssertOnlyChange(sample, before, request.Options);
    }

    [Fact]
    public async Task The_command_line_overrides_the_configuration_file_which_overrides_the_preset()
    {
        var configuration = Configuration("""
            { "environment": "CartPole-v0", "workers": 5, "rolloutLength": 3, "gaeLambda": 0.25, "untilSolved": false }
            """);

        var request = await _run.TrainAsync("--gae-lambda", "0.75", "--config", configuration, "--rollout-length", "4");

        Assert.True(PresetCatalogue.Load().TryFind("CartPole-v0", "default", out var preset));
        AssertEqual(
            preset.Layer.Over(new TrainingOptions()) with
            {
                Environment = "CartPole-v0",
                Seed = CommandLineRun.DrawnSeed,
                Workers = 5,
                RolloutLength = 4,
                GaeLambda = 0.75,
            },
            request.Options);
        Assert.False(request.UntilSolved);
    }

    [Fact]
    public async Task The_preset_is_that_of_the_environment_that_wins()
    {
        var configuration = Configuration("""{ "environment": "CartPole-v0", "seed": 3 }""");

        var request = await _run.TrainAsync("--config", configuration, "--env", "Corridor-v0");

        AssertEqual(new TrainingOptions { Environment = "Corridor-v0", Seed = 3 }, request.Options);
    }

    [Theory]
    [InlineData("--until-solved", "{}", true)]
    [InlineData("--no-stop", "{}", false)]
    [InlineData("--until-solved", """{ "untilSolved": false }""", true)]
    [InlineData("--no-stop", """{ "untilSolved": true }""", false)]
    [InlineData("--quiet", """{ "untilSolved": false }""", false)]
    [InlineData("--quiet", """{ "untilSolved": true }""", true)]
    public async Task Whether_the_run_ends_when_solved_follows_the_same_precedence(string option, string configuration, bool untilSolved) =>
        Assert.Equal(untilSolved, (await _run.TrainAsync(option, "--config", Configuration(configuration))).UntilSolved);

    [Fact]
    public async Task The_plan_of_a_run_repeats_it()
    {
        string[] arguments = ["--seed", "99", "--hidden-sizes", "8", "--optimizer", "sgd", "--no-stop", "--out", "runs/first"];
        var first = await new CommandLineRun().TrainAsync(arguments);

        var second = await _run.TrainAsync("--config", Configuration(first.PlanJson));

        AssertEqual(first.Options, second.Options);
        Assert.Equal(first.UntilSolved, second.UntilSolved);
        Assert.Null(second.Folder);
        Assert.Equal([CommandLineRun.SimdLine], _run.Output);

        // The command is the one thing that tells the two plans apart.
        Assert.Equal(WithoutCommand(first.PlanJson), WithoutCommand(second.PlanJson));
        static IEnumerable<string> WithoutCommand(string plan) =>
            plan.Split('\n').Where(line => !line.StartsWith("  \"command\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_backend_is_the_processs_own_choice_and_no_part_of_the_plan()
    {
        var automatic = await new CommandLineRun().TrainAsync("--seed", "1");
        var torch = await _run.TrainAsync("--seed", "1", "--backend", "torch");

        Assert.Equal((PolicyBackend.Auto, PolicyBackend.Torch), (automatic.Backend, torch.Backend));
        Assert.Equal(["backend torch"], _run.Output);
        Assert.DoesNotContain("backend", automatic.PlanJson, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(automatic.PlanJson.Replace("--seed 1", "--seed 1 --backend torch", StringComparison.Ordinal), torch.PlanJson);
    }

    [Fact]
    public async Task A_truth_value_needs_no_word_after_it()
    {
        var request = await _run.TrainAsync("--separate-trunks", "--normalize-advantages=false", "--out", "runs/x");

        Assert.True(request.Options.SeparateTrunks);
        Assert.False(request.Options.NormalizeAdvantages);
        Assert.Equal("runs/x", request.Folder);
    }

    [Fact]
    public async Task The_long_names_of_shortened_options_are_accepted_too()
    {
        var request = await _run.TrainAsync("--environment", "CartPole-v0", "--environments-per-worker:3");

        Assert.Equal("CartPole-v0", request.Options.Environment);
        Assert.Equal(3, request.Options.EnvironmentsPerWorker);
    }

    [Fact]
    public async Task The_command_line_is_kept_as_a_shell_would_read_it()
    {
        var request = await _run.TrainAsync("--out", "my runs/it's", "--seed=5", "--env", "CartPole-v1");

        Assert.Equal(@"actorcritic train --out 'my runs/it'\''s' --seed 5 --env CartPole-v1", request.CommandLine);
    }

    [Theory]
    [InlineData("--learnin-rate 3", "There is no option '--learnin-rate'; the nearest is '--learning-rate'.")]
    [InlineData("--learnin-rate=3", "There is no option '--learnin-rate'; the nearest is '--learning-rate'.")]
    [InlineData("--gamma 0.9", "There is no option '--gamma'; the nearest is '--discount'.")]
    [InlineData("--n-envs 4", "There is no option '--n-envs'; the nearest is '--envs-per-worker'.")]
    [InlineData("-lr 3", "There is no option '-lr'; the nearest is '--learning-rate'.")]
    [InlineData("--quite", "There is no option '--quite'; the nearest is '--quiet'.")]
    [InlineData("--Seed 3", "There is no option '--Seed'; the nearest is '--seed'.")]
    [InlineData("--workers two", "--workers is 'two'; it must be a whole number, 1 … 1024.")]
    [InlineData("--workers 0", "--workers is '0'; it must be a whole number, 1 … 1024.")]
    [InlineData("--environments-per-worker x", "--environments-per-worker is 'x'; it must be a whole number, 1 … 65536.")]
    [InlineData("--gae-lambda -0.5", "--gae-lambda is '-0.5'; it must be a number, 0 … 1.")]
    [InlineData("--learning-rate nan", "--learning-rate is 'nan'; it must be a number, above 0 and at most 1000000.")]
    [InlineData("--optimizer rmsprob", "--optimizer is 'rmsprob'; it must be rmsprop, adam or sgd (nearest: rmsprop).")]
    [InlineData("--normalize-advantages off", "--normalize-advantages is 'off'; it must be true or false.")]
    [InlineData("--hidden-sizes 64,x", "--hidden-sizes is '64,x'; it must be whole numbers, each 1 … 65536, separated by commas, or none.")]
    [InlineData("--hidden-sizes 64 64", "'64' is one word too many after --hidden-sizes.")]
    [InlineData("--seed", "--seed needs a value: a whole number, 0 … 18446744073709551615.")]
    [InlineData("--seed --quiet", "--seed needs a value: a whole number, 0 … 18446744073709551615.")]
    [InlineData("--out", "--out needs a value: a path.")]
    [InlineData("--seed 1 --seed 2", "--seed is given twice; give it once.")]
    [InlineData("--env CartPole-v1 --environment CartPole-v1", "--environment is given twice; give it once.")]
    [InlineData("--quiet --quiet", "--quiet is given twice; give it once.")]
    [InlineData("CartPole-v1", "'CartPole-v1' is one word too many after train.")]
    [InlineData("--quiet true", "'true' is one word too many after --quiet.")]
    [InlineData("--until-solved --no-stop", "--until-solved and --no-stop contradict each other; give one of them.")]
    [InlineData("--env CartPole-v2", "--env is 'CartPole-v2'; there is no such environment, the nearest is 'CartPole-v1'.")]
    [InlineData("--env cartpole-v1", "--env is 'cartpole-v1'; there is no such environment, the nearest is 'CartPole-v1'.")]
    [InlineData(
        "--env Endless-v0 --until-solved", "Endless-v0 has no reward threshold, so a run cannot end when it is solved; use --no-stop.")]
    [InlineData("--config nowhere.json", "--config is 'nowhere.json'; there is no such file.")]
    [InlineData(
        "--rollout-length 65536 --envs-per-worker 65536", "A rollout of 65536 × 65536 steps is too large; T × E must be at most 4194304.")]
    [InlineData(
        "--max-staleness 5", "--max-staleness is 5 and --staleness-policy is None, which has no bound; choose the policy Bound or leave the bound out.")]
    [InlineData(
        "--staleness-policy bounded", "--staleness-policy is 'bounded'; it must be none, bound, scale or compensate (nearest: bound).")]
    [InlineData("--preset wode", "--preset is 'wode'; CartPole-v1 has the presets default, wide.")]
    [InlineData("--env Corridor-v0 --preset wide", "--preset is 'wide'; Corridor-v0 has no preset.")]
    [InlineData("--mode snyc", "--mode is 'snyc'; it must be async or sync (nearest: sync).")]
    public async Task A_fault_is_one_line_and_nothing_starts(string words, string line) =>
        Assert.Equal([line], await _run.RefusalAsync(["train", .. words.Split(' ')]));

    [Fact]
    public async Task All_faults_of_all_sources_are_listed_at_once()
    {
        var configuration = Configuration("""
            {
              "environment": "CartPol-v1",
              "gaeLambda": 7
            }
            """);

        string[] wrong = ["--lr", "3", "--config", configuration, "stray", "--gae-lambda", "0.5", "--workers", "0", "--no-stop", "--until-solved"];
        var faults = await _run.RefusalAsync(["train", .. wrong, "--out", _folder.Path]);

        Assert.Equal(
            [
                "There is no option '--lr'; the nearest is '--learning-rate'.",
                "'stray' is one word too many after --config.",
                "--workers is '0'; it must be a whole number, 1 … 1024.",
                "--until-solved and --no-stop contradict each other; give one of them.",
                $"The run folder '{_folder.Path}' is not empty (it holds 'my.json'). Choose another folder with --out, or empty it.",
                $"{configuration}, line 3: gaeLambda is 7; it must be a number, 0 … 1.",
                $"{configuration}, line 2: environment is 'CartPol-v1'; there is no such environment, the nearest is 'CartPole-v1'.",
            ],
            faults);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_configuration_file_is_a_fault()
    {
        var faults = await _run.RefusalAsync("train", "--config", _folder.Path);

        Assert.Equal([$"--config is '{_folder.Path}', which is a folder; give the plan.json in it."], faults);
    }

    [Fact]
    public async Task An_environment_without_a_threshold_uses_up_its_budget() =>
        Assert.False((await _run.TrainAsync("--env", "Endless-v0")).UntilSolved);

    /// <summary>An environment without a preset and a seed, so that presets may change; without what the test itself sets.</summary>
    private static string[] BaseWithout(string name) =>
        [.. name == "Environment" ? [] : new[] { "--env", "Corridor-v0" }, .. name == "Seed" ? [] : new[] { "--seed", "1" }];

    /// <summary>What else must be set for a value to be allowed.</summary>
    private static string[] NeededBy(string name) => name == "MaxStaleness" ? ["--staleness-policy", "scale"] : [];

    private string Configuration(string json)
    {
        var path = _folder.In("my.json");
        File.WriteAllText(path, json);
        return path;
    }

    private static void AssertEqual(TrainingOptions expected, TrainingOptions actual)
    {
        // A record compares its list by reference.
        Assert.Equal(expected.HiddenSizes, actual.HiddenSizes);
        Assert.Equal(expected, actual with { HiddenSizes = expected.HiddenSizes });
    }
}

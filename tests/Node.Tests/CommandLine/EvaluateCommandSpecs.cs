using System.Globalization;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public sealed class EvaluateCommandSpecs : IDisposable
{
    private static readonly TrainingOptions Options = new() { Environment = "CartPole-v0", HiddenSizes = [3] };

    private readonly TemporaryFolder _folder = new();
    private readonly CommandLineRun _run = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_returns_are_those_of_greedy_episodes_with_the_given_seed()
    {
        SavePolicy();

        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("evaluate", _folder.Path, "--episodes", "20", "--seed", "5"));

        var summary = Summary(PushedRight(20, seed: 5));
        Assert.Equal(["CartPole-v0, version 12, after 3456 environment steps", CommandLineRun.SimdLine, summary, "seed 5 (repeat with --seed 5)"], _run.Output);
    }

    [Fact]
    public async Task Without_options_a_hundred_episodes_with_a_drawn_seed_are_played()
    {
        SavePolicy();

        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("evaluate", _folder.Path));

        Assert.Equal(Summary(PushedRight(100, CommandLineRun.DrawnSeed)), _run.Output[2]);
        Assert.Equal("seed 1234 (repeat with --seed 1234)", _run.Output[3]);
    }

    [Fact]
    public async Task Either_backend_plays_it()
    {
        SavePolicy();
        var torch = new CommandLineRun();

        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("evaluate", _folder.Path, "--seed", "5", "--backend", "simd"));
        Assert.Equal(ExitCodes.Success, await torch.InvokeAsync("evaluate", _folder.Path, "--seed", "5", "--backend", "torch"));

        Assert.Equal((CommandLineRun.SimdLine, "backend torch"), (_run.Output[1], torch.Output[1]));
        Assert.Equal(_run.Output[2], torch.Output[2]);
    }

    [Fact]
    public async Task Rendering_shows_the_first_of_the_episodes()
    {
        SavePolicy();

        // A seed whose second episode is of another length, or any episode would do.
        var seed = Enumerable.Range(0, 100).Select(candidate => (ulong)candidate)
            .First(candidate => PushedRight(2, candidate) is [var first, var second] && first != second);

        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("evaluate", "--render", _folder.Path, "--seed", $"{seed}"));

        var steps = PushedRight(1, seed)[0];
        Assert.StartsWith($"episode: {steps} steps, return {steps}, terminated; ", _run.Output[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_words_are_listed_at_once()
    {
        var faults = await _run.RefusalAsync("evaluate", _folder.In("nowhere"), "more", "--episodes", "0", "--seed", "x", "--rendr");

        Assert.Equal(
            [
                $"'more' is one word too many after {_folder.In("nowhere")}.",
                "--episodes is '0'; it must be a whole number, 1 … 100000.",
                "--seed is 'x'; it must be a whole number, 0 … 18446744073709551615.",
                "There is no option '--rendr'; the nearest is '--render'.",
            ],
            faults[..4]);
        Assert.StartsWith($"There is no run folder '{_folder.In("nowhere")}'.", Assert.Single(faults[4..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_without_a_plan_is_refused()
    {
        SavePolicy(plan: null);

        Assert.Equal(
            [$"'{PolicyFile}' has no plan in its metadata, so its network is unknown. Give the run folder of actorcritic train."],
            await FailureAsync());
    }

    [Fact]
    public async Task A_damaged_plan_is_refused_with_every_fault()
    {
        SavePolicy(plan: """{ "workers": 0, "colour": 1 }""");

        Assert.Equal(
            [
                $"the plan in '{PolicyFile}', line 1: workers is 0; it must be a whole number, 1 … 1024.",
                $"the plan in '{PolicyFile}', line 1: there is no field 'colour'; the nearest is 'workers'.",
            ],
            await FailureAsync());
    }

    [Fact]
    public async Task A_policy_of_an_unknown_environment_is_refused()
    {
        SavePolicy(plan: PlanOf(Options with { Environment = "CartPole-v9" }));

        Assert.Equal(
            [$"'{PolicyFile}' was trained on 'CartPole-v9', which this program does not have; the nearest is 'CartPole-v1'."],
            await FailureAsync());
    }

    [Fact]
    public async Task A_policy_with_other_tensors_than_its_plan_says_is_refused_with_every_difference()
    {
        SavePolicy(plan: PlanOf(Options with { HiddenSizes = [3, 2] }));

        Assert.Equal(
            [
                $"'{PolicyFile}' has no tensor 'shared.2.weight' [2, 3], which the network of its plan has.",
                $"'{PolicyFile}' has no tensor 'shared.2.bias' [2], which the network of its plan has.",
                $"'{PolicyFile}' has 'actor.weight' with the shape [2, 3]; the network of its plan has [2, 2].",
                $"'{PolicyFile}' has 'critic.weight' with the shape [1, 3]; the network of its plan has [1, 2].",
            ],
            await FailureAsync());

        SavePolicy(plan: PlanOf(Options with { HiddenSizes = [] }));
        var run = new CommandLineRun();
        await run.InvokeAsync("evaluate", _folder.Path);
        Assert.Contains($"'{PolicyFile}' has a tensor 'shared.0.bias', which the network of its plan does not have.", run.Errors);
    }

    [Fact]
    public async Task A_file_that_is_no_policy_is_refused()
    {
        File.WriteAllText(PolicyFile, "not a policy at all");

        Assert.StartsWith($"'{PolicyFile}' ", Assert.Single(await FailureAsync()), StringComparison.Ordinal);
    }

    private string PolicyFile => _folder.In("policy.safetensors");

    private async Task<string[]> FailureAsync()
    {
        Assert.Equal(ExitCodes.Failure, await _run.InvokeAsync("evaluate", _folder.Path));
        Assert.Empty(_run.Output);
        return _run.Errors;
    }

    private void SavePolicy() => SavePolicy(PlanOf(Options));

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public async Task A_policy_that_has_diverged_is_refused_by_the_tensor_that_shows_it(float number, string shown)
    {
        SavePolicy(PlanOf(Options), bias: number);

        Assert.Equal(
            [$"'{PolicyFile}' has {shown} in 'actor.bias': the policy has diverged, or the file is damaged. Give another run, and train with a lower learning rate."],
            await FailureAsync());
    }

    /// <summary>A network of zeros but for the bias of action 1: it pushes to the right, whatever it sees.</summary>
    private void SavePolicy(string? plan, float bias = 1)
    {
        var layout = ParameterLayout.Of(Options.NetworkFor(CartPole.Version0));
        var parameters = new float[layout.Count];
        layout.ActorHead.Bias.In(parameters.AsSpan())[1] = bias;
        var metadata = new Dictionary<string, string> { ["version"] = "12", ["environment_steps"] = "3456" };
        if (plan is not null)
            metadata["plan"] = plan;

        // In another order than the layout's: a name decides, not a place.
        var tensors = from entry in layout.Parameters.Reverse()
                      select new NamedTensor(entry.Name, entry.Shape, parameters.AsMemory(entry.Offset, entry.Count));
        Safetensors.Write(PolicyFile, [.. tensors], metadata);
    }

    private static string PlanOf(TrainingOptions options) => PlanFile.Write(options, untilSolved: true, "actorcritic train", "0.1.0");

    private static List<int> PushedRight(int episodes, ulong seed)
    {
        var returns = new List<int>();
        var environment = new CartPole(CartPole.Version0);
        var observation = new float[4];
        for (var episode = 0; episode < episodes; episode++)
        {
            environment.Reset(new SeedSequence(seed).Derive(SeedStream.Evaluation, episode), observation);
            var steps = 1;
            while (!environment.Step(1, observation).Terminated)
                steps++;
            returns.Add(steps);
        }

        return returns;
    }

    private static string Summary(List<int> returns)
    {
        var mean = returns.Average();
        var deviation = Math.Sqrt(returns.Average(value => Math.Pow(value - mean, 2)));
        var line = string.Create(
            CultureInfo.InvariantCulture, $"return {mean:0.0#} ± {deviation:0.0#} (min {returns.Min()}, max {returns.Max()})");
        return $"{line} over {returns.Count} greedy episodes, below the threshold of 195";
    }
}

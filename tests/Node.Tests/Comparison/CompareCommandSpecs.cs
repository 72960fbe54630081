using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Tests.CommandLine;

namespace ActorCritic.Distributed.Node.Tests.Comparison;

public sealed class CompareCommandSpecs
{
    private readonly CommandLineRun _run = new();

    [Fact]
    public async Task A_comparison_is_asked_for_with_its_methods_seeds_and_budget()
    {
        await _run.InvokeAsync("compare", "--methods", "ppo,reinforce", "--seeds", "3", "--max-steps", "1e5", "--out", "there", "--parallel", "4", "--quiet");

        Assert.Empty(_run.Errors);
        var request = Assert.Single(_run.ComparisonRequests);
        Assert.Equal(["ppo", "reinforce"], request.Contenders.Select(contender => contender.Label));
        Assert.Equal((3, 100_000, 4, "there", true, "CartPole-v1"), (request.Seeds, request.MaxSteps, request.Parallel, request.Folder, request.Quiet, request.Environment.Id));
        Assert.All(request.Contenders, contender => Assert.Equal(100_000, contender.Options.MaxSteps));
        Assert.Equal("actorcritic compare --methods ppo,reinforce --seeds 3 --max-steps 1e5 --out there --parallel 4 --quiet", request.CommandLine);
    }

    [Fact]
    public async Task Each_method_has_its_own_options_and_an_option_given_counts_for_all()
    {
        await _run.InvokeAsync("compare", "--methods", "gae,ppo", "--gae-lambda", "0.8");

        var contenders = Assert.Single(_run.ComparisonRequests).Contenders;
        Assert.All(contenders, contender => Assert.Equal(0.8, contender.Options.GaeLambda));
        Assert.Equal(contenders.Select(contender => contender.Method.Defaults.RolloutLength), contenders.Select(contender => contender.Options.RolloutLength));
        Assert.NotEqual(contenders[0].Options.RolloutLength, contenders[1].Options.RolloutLength);
    }

    [Fact]
    public async Task Without_options_five_methods_are_compared_on_the_first_environment()
    {
        await _run.InvokeAsync("compare");

        var request = Assert.Single(_run.ComparisonRequests);
        Assert.Equal((5, 5, 300_000), (request.Contenders.Count, request.Seeds, request.MaxSteps));
    }

    [Fact]
    public async Task The_backend_is_chosen_as_for_training_and_is_automatic_unless_told_otherwise()
    {
        await _run.InvokeAsync("compare");
        await _run.InvokeAsync("compare", "--backend", "simd");

        Assert.Equal([PolicyBackend.Auto, PolicyBackend.Simd], _run.ComparisonRequests.Select(request => request.Backend));
        Assert.Contains("--backend is 'tpu'", Assert.Single(await _run.RefusalAsync("compare", "--backend", "tpu")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--methods", "pop", "'pop' is none of them, the nearest is 'ppo'")]
    [InlineData("--methods", "ppo,,gae", "it must be some of reinforce,")]
    [InlineData("--methods", ",", "it must be some of reinforce,")]
    [InlineData("--methods", "ppo,ppo", "each once")]
    [InlineData("--seeds", "0", "--seeds is '0'; it must be a whole number, 1 … 1000")]
    [InlineData("--max-steps", "0", "--max-steps is '0'")]
    [InlineData("--env", "CartPole", "there is no such environment, the nearest is 'CartPole-v")]
    [InlineData("--gamma", "0.9", "the nearest is '--discount'")]
    [InlineData("--workers", "2", "--workers is read by a3c alone, which is not compared; add it to --methods, or leave --workers out.")]
    [InlineData("--staleness", "2", "--staleness is read by a3c alone")]
    [InlineData("--sweep", "mode=async,sync", "--mode is read by a3c alone")]
    [InlineData("--staleness", "0,,2", "'' is none, each must be a whole number, 0 … 512")]
    [InlineData("--staleness", "-1", "--staleness")]
    [InlineData("--staleness", "513", "each must be a whole number, 0 … 512")]
    [InlineData("--staleness", "1,1", "each once")]
    [InlineData("--evaluation-episodes", "2", "There is no option '--evaluation-episodes'")]
    public async Task What_cannot_be_compared_is_refused_in_one_line(string option, string value, string expected)
    {
        var refusal = await _run.RefusalAsync("compare", option, value);

        Assert.Contains(expected, Assert.Single(refusal), StringComparison.Ordinal);
        Assert.Empty(_run.ComparisonRequests);
    }

    [Fact]
    public async Task A_rollout_that_cannot_be_cut_into_minibatches_is_refused_for_the_method_that_would()
    {
        var refusal = await _run.RefusalAsync("compare", "--methods", "gae,ppo", "--rollout-length", "1", "--envs-per-worker", "1");

        Assert.StartsWith("ppo: Minibatches is", Assert.Single(refusal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_makes_a_contender_of_each_method_and_value()
    {
        await _run.InvokeAsync("compare", "--methods", "gae,ppo", "--sweep", "gae-lambda=0,0.95");

        Assert.Empty(_run.Errors);
        var contenders = Assert.Single(_run.ComparisonRequests).Contenders;
        Assert.Equal(["gae gae-lambda=0", "gae gae-lambda=0.95", "ppo gae-lambda=0", "ppo gae-lambda=0.95"], contenders.Select(contender => contender.Label));
        Assert.Equal([0, 0.95, 0, 0.95], contenders.Select(contender => contender.Options.GaeLambda));
        Assert.Equal(["gae", "gae", "ppo", "ppo"], contenders.Select(contender => contender.Method.Name));
    }

    [Fact]
    public async Task Widths_of_layers_are_varied_with_slashes_between_them()
    {
        await _run.InvokeAsync("compare", "--methods", "ppo", "--sweep", "hidden-sizes=64,64/32/none");

        Assert.Equal(["64,64", "32", ""], Assert.Single(_run.ComparisonRequests).Contenders.Select(contender => string.Join(',', contender.Options.HiddenSizes)));
    }

    [Theory]
    [InlineData("gae-lamda=0,1", "there is no option 'gae-lamda' to vary, the nearest is 'gae-lambda'")]
    [InlineData("gamma=0,1", "the nearest is 'discount'")]
    [InlineData("max-steps=100,200", "there is no option 'max-steps' to vary")]
    [InlineData("gae-lambda", "there is no value after gae-lambda")]
    [InlineData("gae-lambda=", "there is no value after gae-lambda")]
    [InlineData("gae-lambda=0,,1", "'' is none, each must be a number, 0 … 1")]
    [InlineData("gae-lambda=0,2", "'2' is none, each must be a number, 0 … 1")]
    [InlineData("gae-lambda=0.5,0.50", "one is there twice")]
    public async Task A_sweep_over_nothing_is_refused_in_one_line(string sweep, string expected)
    {
        var refusal = await _run.RefusalAsync("compare", "--sweep", sweep);

        Assert.Contains(expected, Assert.Single(refusal), StringComparison.Ordinal);
        Assert.Empty(_run.ComparisonRequests);
    }

    [Fact]
    public async Task Two_sweeps_make_a_contender_of_each_combination()
    {
        await _run.InvokeAsync("compare", "--methods", "gae", "--sweep", "gae-lambda=0,1", "--sweep", "discount=0.9,0.99");

        Assert.Empty(_run.Errors);
        var request = Assert.Single(_run.ComparisonRequests);
        Assert.Equal([(0, 0.9), (0, 0.99), (1, 0.9), (1, 0.99)], request.Contenders.Select(contender => (contender.Options.GaeLambda, contender.Options.Discount)));
        Assert.Equal(["gae-lambda", "discount"], request.Variations.Select(variation => variation.Name));
    }

    [Theory]
    [InlineData("gae-lambda is varied twice", "gae-lambda=0,1", "gae-lambda=0.5")]
    [InlineData("are 3 things to vary at once; vary at most 2", "gae-lambda=0,1", "discount=0.9", "learning-rate=1e-3")]
    [InlineData("there is no option 'discont' to vary, the nearest is 'discount'", "gae-lambda=0,1", "discont=0.9")]
    [InlineData("there is no value after discount", "gae-lambda=0,1", "discount=")]
    public async Task Sweeps_that_do_not_go_together_are_refused_in_one_line(string expected, params string[] sweeps)
    {
        var refusal = await _run.RefusalAsync(["compare", .. sweeps.SelectMany(sweep => new[] { "--sweep", sweep })]);

        Assert.Contains(expected, Assert.Single(refusal), StringComparison.Ordinal);
        Assert.Empty(_run.ComparisonRequests);
    }

    [Fact]
    public async Task An_option_is_either_given_or_varied() => Assert.Contains(
        "give one of them",
        Assert.Single(await _run.RefusalAsync("compare", "--methods", "ppo", "--gae-lambda", "0.5", "--sweep", "gae-lambda=0,1")),
        StringComparison.Ordinal);

    [Fact]
    public async Task A3c_reads_options_of_its_own_beside_methods_that_do_not()
    {
        await _run.InvokeAsync("compare", "--methods", "a2c,a3c", "--workers", "3", "--mode", "sync");

        Assert.Empty(_run.Errors);
        var contenders = Assert.Single(_run.ComparisonRequests).Contenders;
        Assert.Equal(["a2c", "a3c"], contenders.Select(contender => contender.Label));
        Assert.Equal((3, TrainingMode.Sync), (contenders[1].Options.Workers, contenders[1].Options.Mode));
    }

    [Fact]
    public async Task A_sweep_over_what_a3c_alone_reads_leaves_the_others_one_contender_each()
    {
        await _run.InvokeAsync("compare", "--methods", "a2c,a3c", "--sweep", "mode=async,sync");

        Assert.Equal(["a2c", "a3c mode=async", "a3c mode=sync"], Assert.Single(_run.ComparisonRequests).Contenders.Select(contender => contender.Label));
    }

    [Fact]
    public async Task Staleness_on_purpose_is_varied_with_each_policy()
    {
        await _run.InvokeAsync("compare", "--methods", "a3c", "--staleness", "0,4", "--sweep", "staleness-policy=none,compensate");

        Assert.Empty(_run.Errors);
        var request = Assert.Single(_run.ComparisonRequests);
        Assert.Equal(["staleness", "staleness-policy"], request.Variations.Select(variation => variation.Name));
        Assert.Equal([(0, 0), (0, 64), (4, 0), (4, 64)], request.Contenders.Select(contender => (contender.Staleness, contender.Options.MaxStaleness)));
        Assert.Equal("a3c staleness=4 staleness-policy=none", request.Contenders[2].Label);
    }

    [Fact]
    public async Task Staleness_on_purpose_and_rounds_of_all_workers_contradict_each_other() => Assert.Equal(
        "a3c staleness=4: Parameters are to be 4 versions late and Mode is Sync, which applies gradients of the newest version only; use the mode Async.",
        Assert.Single(await _run.RefusalAsync("compare", "--methods", "a3c", "--staleness", "0,4", "--mode", "sync")));

    [Fact]
    public async Task Help_names_every_method_with_what_it_is()
    {
        await _run.InvokeAsync("compare", "--help");

        foreach (var method in ComparedMethods.All)
            Assert.Contains(_run.Output, line => line.TrimStart().StartsWith($"{method.Name} ", StringComparison.Ordinal) && line.Contains(method.Summary[..20], StringComparison.Ordinal));
    }
}

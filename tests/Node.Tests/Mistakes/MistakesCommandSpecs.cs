using ActorCritic.Distributed.Node.Mistakes;
using ActorCritic.Distributed.Node.Tests.CommandLine;

namespace ActorCritic.Distributed.Node.Tests.Mistakes;

public sealed class MistakesCommandSpecs
{
    private readonly CommandLineRun _run = new();

    [Fact]
    public async Task Every_mistake_is_made_beside_the_correct_trainer()
    {
        await _run.InvokeAsync("mistakes");

        Assert.Empty(_run.Errors);
        var request = Assert.Single(_run.ComparisonRequests);
        Assert.Equal(["correct", .. MistakeCatalogue.All.Select(mistake => mistake.Name)], request.Contenders.Select(contender => contender.Label));
        Assert.Same(request.Contenders[0], request.Reference);
        Assert.Equal("gae", request.Contenders[0].Method.Name);
        Assert.Equal((5, 300_000, "CartPole-v1"), (request.Seeds, request.MaxSteps, request.Environment.Id));
        Assert.Equal(request.Contenders.Count, request.Contenders.Select(contender => contender.Method.Name).Distinct().Count());
    }

    [Fact]
    public async Task An_option_counts_for_the_correct_trainer_and_for_every_mistake()
    {
        await _run.InvokeAsync("mistakes", "--only", "no-normalization,wrong-sign", "--seeds", "3", "--max-steps", "1e5", "--gae-lambda", "0.8", "--out", "there", "--quiet");

        Assert.Empty(_run.Errors);
        var request = Assert.Single(_run.ComparisonRequests);
        Assert.Equal(["correct", "no-normalization", "wrong-sign"], request.Contenders.Select(contender => contender.Label));
        Assert.All(request.Contenders, contender => Assert.Equal((0.8, 100_000), (contender.Options.GaeLambda, contender.Options.MaxSteps)));
        Assert.Equal([true, false, true], request.Contenders.Select(contender => contender.Options.NormalizeAdvantages));
        Assert.Equal((3, "there", true), (request.Seeds, request.Folder, request.Quiet));
    }

    [Theory]
    [InlineData("--only", "wrong-sing", "'wrong-sing' is none of them, the nearest is 'wrong-sign'")]
    [InlineData("--only", ",", "it must be some of target-as-advantage,")]
    [InlineData("--only", "wrong-sign,wrong-sign", "each once")]
    [InlineData("--seeds", "0", "--seeds is '0'; it must be a whole number, 1 … 1000")]
    [InlineData("--env", "CartPole", "there is no such environment, the nearest is 'CartPole-v")]
    [InlineData("--methods", "ppo", "There is no option '--methods'")]
    [InlineData("--gamma", "0.9", "the nearest is '--discount'")]
    [InlineData("--wrong-sign", "true", "There is no option '--wrong-sign'")]
    [InlineData("--normalize-advantages", "false", "no-normalization: NormalizeAdvantages is false in the correct trainer already")]
    [InlineData("--entropy-coefficient", "0", "no-entropy-bonus: EntropyCoefficient is 0 in the correct trainer already")]
    [InlineData("--value-coefficient", "0", "critic-not-detached: ValueCoefficient is 0")]
    public async Task What_makes_no_sense_is_refused_in_one_line(string option, string value, string expected)
    {
        var refusal = await _run.RefusalAsync("mistakes", option, value);

        Assert.Contains(expected, Assert.Single(refusal), StringComparison.Ordinal);
        Assert.Empty(_run.ComparisonRequests);
    }

    [Fact]
    public async Task An_option_that_makes_one_mistake_impossible_leaves_the_others()
    {
        await _run.InvokeAsync("mistakes", "--entropy-coefficient", "0", "--only", "wrong-sign");

        Assert.Empty(_run.Errors);
        Assert.Single(_run.ComparisonRequests);
    }

    [Fact]
    public async Task Help_says_of_every_mistake_what_it_is_and_why_nothing_complains()
    {
        await _run.InvokeAsync("mistakes", "--help");

        var help = string.Join(' ', _run.Output.Select(line => line.Trim()));
        foreach (var mistake in MistakeCatalogue.All)
            Assert.Contains($"{mistake.Summary}. {mistake.Silence}.", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_does_not_know_them()
    {
        foreach (var mistake in MistakeCatalogue.All)
            Assert.Contains("is none of them", Assert.Single(await new CommandLineRun().RefusalAsync("compare", "--methods", mistake.Name)), StringComparison.Ordinal);
    }
}

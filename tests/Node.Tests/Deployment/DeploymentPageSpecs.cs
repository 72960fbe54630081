using System.Text.RegularExpressions;
using ActorCritic.Distributed.Node.Tests.Architecture;
using ActorCritic.Distributed.Node.Tests.CommandLine;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

public sealed partial class DeploymentPageSpecs
{
    private const string Page = "deploy/README.md";

    [Fact]
    public async Task The_program_understands_every_command_of_the_page()
    {
        var commands = Blocks.SelectMany(block => DeployedCommand.In(Page, block.Replace("\\\n", " ", StringComparison.Ordinal))).ToArray();

        Assert.True(commands.Length >= 4);
        foreach (var command in commands)
            await command.AssertUnderstoodAsync();
    }

    [Fact]
    public async Task The_program_understands_every_command_within_a_sentence_of_the_page()
    {
        var commands = Quotations.SelectMany(quotation => DeployedCommand.In(Page, quotation)).ToArray();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
            await command.AssertUnderstoodAsync();
    }

    [Fact]
    public async Task Every_option_that_a_sentence_of_the_page_names_is_one_of_the_program()
    {
        // These are options of docker and dotnet.
        string[] others = ["--build-arg", "--no-healthcheck", "--self-contained"];
        var options = Quotations.Select(quotation => quotation.Split(' ')[0]).Where(word => word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var known = new HashSet<string>();
        foreach (var command in new[] { "learner", "worker", "status" })
        {
            var help = new CommandLineRun();
            await help.InvokeAsync(command, "--help");
            known.UnionWith(help.Output.SelectMany(line => Option().Matches(line)).Select(match => match.Value));
        }

        Assert.NotEmpty(options.Except(others));
        Assert.All(options.Except(others), option => Assert.Contains(option, known));
    }

    /// <summary>What stands between fences.</summary>
    private static IEnumerable<string> Blocks => Parts(1);

    /// <summary>What stands between backticks in the sentences and tables.</summary>
    private static IEnumerable<string> Quotations => Parts(0).SelectMany(text => Quotation().Matches(text))
        .Select(match => match.Groups["text"].Value.Replace('\n', ' '));

    private static IEnumerable<string> Parts(int remainder) => SourceTree.Read(Page).Split("```").Where((_, index) => index % 2 == remainder);

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Quotation();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex Option();
}

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

/// <summary>The help pages of the commands that make a cluster.</summary>
public sealed class ClusterHelpSpecs
{
    [Theory]
    [InlineData("learner", "--port", "--join", "--host", "--bind", "--tls-cert", "--tls-key", "--tls-ca", "--resume", "--checkpoint-every", "--replicate-every", "--stall-after", "--start-workers", "--env", "--learning-rate", "--out", "--quiet")]
    [InlineData("worker", "--workers", "--port", "--join", "--host", "--bind", "--tls-cert", "--tls-key", "--tls-ca", "--quiet")]
    [InlineData("status", "--connect", "--json", "--health", "--timeout", "--tls-cert", "--tls-key", "--tls-ca")]
    public async Task A_page_names_every_option_once_and_gives_examples(string command, params string[] options)
    {
        var page = await PageAsync(command, width: 1000);

        Assert.Contains(page, line => line.StartsWith($"Usage: actorcritic {command} ", StringComparison.Ordinal));
        Assert.Contains(page, line => line.StartsWith($"  actorcritic {command} ", StringComparison.Ordinal));
        foreach (var option in options)
            Assert.Single(page, line => line.StartsWith($"  {option} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("learner", "--port", "default 4053")]
    [InlineData("learner", "--checkpoint-every", "default 10")]
    [InlineData("learner", "--replicate-every", "default 1000")]
    [InlineData("learner", "--stall-after", "default 15")]
    [InlineData("worker", "--port", "default 0")]
    [InlineData("worker", "--workers", "default 2")]
    [InlineData("status", "--timeout", "default 5")]
    public async Task A_page_shows_the_default_that_holds(string command, string option, string shown)
    {
        var page = await PageAsync(command, width: 1000);

        // The text of an option goes on in lines that begin further in.
        var first = Array.FindIndex(page, line => line.StartsWith($"  {option} ", StringComparison.Ordinal));
        var row = page.Skip(first + 1).TakeWhile(line => line.StartsWith("      ", StringComparison.Ordinal)).Prepend(page[first]);
        Assert.EndsWith($"{shown})", string.Join(' ', row.Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_learner_takes_no_number_of_workers() =>
        Assert.DoesNotContain(await PageAsync("learner", width: 1000), line => line.StartsWith("  --workers", StringComparison.Ordinal));

    [Theory]
    [InlineData("learner", 70)]
    [InlineData("learner", 100)]
    [InlineData("worker", 70)]
    [InlineData("worker", 100)]
    [InlineData("status", 70)]
    [InlineData("status", 100)]
    public async Task No_line_of_help_is_wider_than_the_terminal(string command, int width) => Assert.All(
        await PageAsync(command, width),
        line => Assert.True(line.Length <= width || line.StartsWith("  actorcritic ", StringComparison.Ordinal), line));

    private static async Task<string[]> PageAsync(string command, int width)
    {
        var run = new CommandLineRun { Width = width };
        Assert.Equal(ExitCodes.Success, await run.InvokeAsync(command, "--help"));
        Assert.Empty(run.Errors);
        return run.Output;
    }
}

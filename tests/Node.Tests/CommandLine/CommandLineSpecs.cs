using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public sealed class CommandLineSpecs
{
    private readonly CommandLineRun _run = new();

    [Theory]
    [InlineData("trian", "There is no command 'trian'; the nearest is 'train'.")]
    [InlineData("trian --seed 3 more", "There is no command 'trian'; the nearest is 'train'.")]
    [InlineData("environment", "There is no command 'environment'; the nearest is 'environments'.")]
    [InlineData("--hlep", "There is no option '--hlep'; the nearest is '--help'.")]
    [InlineData("--seed 3", "There is no option '--seed'; the nearest is '--help'.")]
    [InlineData("environments --all", "There is no option '--all'; the nearest is '--help'.")]
    [InlineData("environments CartPole-v1", "'CartPole-v1' is one word too many after environments.")]
    [InlineData("doctor --prt=3", "There is no option '--prt'; the nearest is '--port'.")]
    [InlineData("doctor --port", "--port needs a value.")]
    [InlineData("doctor --port x", "--port is 'x'; it must be a whole number.")]
    [InlineData("doctor --port 70000", "--port is 70000: give 0 to 65535.")]
    [InlineData("evaluate", "evaluate needs a run folder: actorcritic evaluate RUN.")]
    public async Task A_wrong_command_line_is_one_line_and_nothing_starts(string words, string line) =>
        Assert.Equal([line], await _run.RefusalAsync(words.Split(' ')));

    [Fact]
    public async Task Without_a_command_the_help_page_comes_as_an_error()
    {
        var page = await _run.RefusalAsync();

        Assert.Contains("Usage: actorcritic COMMAND [options]", page);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task Help_teaches_every_command_with_an_example(string option)
    {
        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync(option));

        Assert.Empty(_run.Errors);
        foreach (var command in new[] { "train", "evaluate", "environments", "certificates", "doctor" })
        {
            Assert.Contains(_run.Output, line => line.StartsWith($"  {command} ", StringComparison.Ordinal));
            Assert.Contains(_run.Output, line => line.StartsWith($"  actorcritic {command} ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Help_on_training_names_every_option_its_range_and_its_default()
    {
        var run = new CommandLineRun { Width = 1000 };

        Assert.Equal(ExitCodes.Success, await run.InvokeAsync("train", "--help"));

        var text = string.Join('\n', run.Output);
        var page = Unwrapped(text);
        var options = new TrainCommandOptions();
        foreach (var option in options.All)
            Assert.Contains($"\n  {option.Label}", text, StringComparison.Ordinal);
        foreach (var hyperparameter in Hyperparameter.All)
            Assert.Contains($"{hyperparameter.Description} ({Bracketed(hyperparameter.Format.Range)}default ", page, StringComparison.Ordinal);
        Assert.Contains("T, time steps of one rollout; a gradient is computed from T × E transitions (1 … 65536; default ", page, StringComparison.Ordinal);

        static string Bracketed(string range) => range.Length == 0 ? "" : $"{range}; ";
    }

    [Fact]
    public async Task Every_hyperparameter_has_its_place_on_the_help_page()
    {
        Assert.Equal(
            Hyperparameter.All.Select(hyperparameter => hyperparameter.Name).Order(),
            TrainHelp.Groups.SelectMany(group => group.Names).Order());

        await _run.InvokeAsync("train", "--help");
        string[] headings = ["Examples:", "Run:", "Environments and rollouts:", "Advantages and loss:", "Optimizer:", "Network:", "Evaluation:"];
        Assert.All(headings, heading => Assert.Contains(heading, _run.Output));
    }

    [Fact]
    public async Task Help_on_training_shows_the_defaults_of_the_environment_that_is_named()
    {
        var general = new CommandLineRun();
        await general.InvokeAsync("train", "--env", "Corridor-v0", "--help");
        await _run.InvokeAsync("train", "--help");

        var page = Unwrapped(string.Join('\n', general.Output));
        Assert.Contains("Corridor-v0 has no preset", page, StringComparison.Ordinal);
        Assert.Contains("(above 0 and at most 1000000; default 0.001)", page, StringComparison.Ordinal);
        Assert.Contains("the default preset of CartPole-v1", Unwrapped(string.Join('\n', _run.Output)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(80)]
    [InlineData(100)]
    public async Task No_line_of_help_is_wider_than_the_terminal(int width)
    {
        foreach (var command in new string[][] { [], ["train"], ["evaluate"], ["environments"], ["doctor"] })
        {
            var run = new CommandLineRun { Width = width };
            Assert.Equal(ExitCodes.Success, await run.InvokeAsync([.. command, "--help"]));

            // What is typed cannot be broken: it stands over where it is longer than the line.
            Assert.All(
                run.Output,
                line => Assert.True(line.Length <= width || line.StartsWith("  actorcritic ", StringComparison.Ordinal), line));
        }
    }

    [Fact]
    public async Task Help_comes_whatever_else_is_wrong()
    {
        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("train", "--lr", "3", "--workers", "x", "--help"));

        Assert.Empty(_run.Errors);
        Assert.Empty(_run.Requests);
    }

    [Fact]
    public async Task A_command_without_a_page_of_its_own_gets_one()
    {
        await _run.InvokeAsync("doctor", "--help");

        Assert.Equal("Usage: actorcritic doctor [options]", _run.Output[2]);
        Assert.Contains("  --port number  The TCP port that must be free; 0 asks for any (default 0)", _run.Output);
    }

    [Fact]
    public async Task The_version_is_that_of_the_program()
    {
        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("--version"));

        Assert.Matches(@"^actorcritic \d+\.\d+\.\d+", Assert.Single(_run.Output));
    }

    [Fact]
    public async Task Environments_are_listed_with_spaces_threshold_and_preset()
    {
        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("environments"));

        Assert.Equal(["environment", "observations", "actions", "max", "steps", "threshold", "presets"], Words(Line("environment")));
        Assert.Equal(["CartPole-v1", "4:", "±4.8,", "±∞,", "±0.419,", "±∞", "2", "500", "475", "default,", "wide"], Words(Line("CartPole-v1")));
        Assert.Equal(["CartPole-v0", "4:", "±4.8,", "±∞,", "±0.419,", "±∞", "2", "200", "195", "default"], Words(Line("CartPole-v0")));
        Assert.Equal(["Corridor-v0", "1:", "each", "[0,", "5]", "2", "20", "0.9", "–"], Words(Line("Corridor-v0")));
        Assert.Equal(["Endless-v0", "8:", "each", "[0,", "9]", "3", "20", "–", "–"], Words(Line("Endless-v0")));

        string Line(string word) => Assert.Single(_run.Output, line => line.Contains(word, StringComparison.Ordinal));
        static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The text with all white space made one blank.</summary>
    private static string Unwrapped(string text) =>
        string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}

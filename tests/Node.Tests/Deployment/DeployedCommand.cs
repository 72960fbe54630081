using System.Text.RegularExpressions;
using ActorCritic.Distributed.Node.Tests.CommandLine;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

/// <summary>A command line that stands in a file of deploy/, variables put in.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Words">Its words, the program's name left out.</param>
internal sealed partial record DeployedCommand(string Place, IReadOnlyList<string> Words)
{
    /// <summary>The value of an option, written behind it or behind an equals sign; null if it is not given.</summary>
    public string? ValueOf(string option)
    {
        for (var index = 0; index < Words.Count; index++)
        {
            if (Words[index] == option)
                return Words[index + 1];
            if (Words[index].StartsWith(option + "=", StringComparison.Ordinal))
                return Words[index][(option.Length + 1)..];
        }

        return null;
    }

    /// <summary>Splits the words of a line; none of the lines here has quotes.</summary>
    public static DeployedCommand Of(string place, string line) => new(place, line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The command lines of the program in a script of a shell.</summary>
    public static IEnumerable<DeployedCommand> In(string place, string script) =>
        Invocation().Matches(script).Select(match => Of(place, match.Groups["words"].Value));

    /// <summary>Gives the words to the program's own command line, which must find nothing wrong but files that are not on this machine.</summary>
    public async Task AssertUnderstoodAsync()
    {
        // Nothing is to be asked or written by a test: --help would hide faults, an unresolvable one more word is found after all others.
        var run = new CommandLineRun();
        const string end = "--no-such-option";
        var exitCode = await run.InvokeAsync([.. Words, end]);

        var faults = run.Errors.Where(line => !line.Contains($"'{end}'", StringComparison.Ordinal) && !IsMissingFile(line)).ToArray();
        Assert.True(faults.Length == 0, $"{Place}: '{string.Join(' ', Words)}' is not understood: {string.Join(' ', faults)}");
        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains(run.Errors, line => line.Contains($"'{end}'", StringComparison.Ordinal));
    }

    private static bool IsMissingFile(string line) =>
        line.StartsWith("--tls-", StringComparison.Ordinal) && line.Contains("does not exist", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<![\w./-])actorcritic (?<words>[a-z][^\n;|&#]*)")]
    private static partial Regex Invocation();
}

using System.CommandLine;
using System.CommandLine.Parsing;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Says in this program's words what the parser could not make sense of.</summary>
internal static class ParseFaults
{
    /// <summary>A line for each fault.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;

        // Of the words after an unknown command nothing can be said.
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..])
        {
            return IsOption(word)
                ? [UnknownOption(word, command)]
                : [$"There is no command '{word}'; the nearest is '{NearestName.Of(word, command.Subcommands.Select(child => child.Name))}'."];
        }

        var faults = new List<string>();
        foreach (var error in parsed.Errors)
        {
            // The parser has one error for each word that it cannot place, too.
            if (error.SymbolResult is OptionResult { Option: var option, Tokens: [] })
                faults.Add($"{option.Name} needs a value.");
            else if (error.SymbolResult is OptionResult { Option: var number, Tokens: [var token, ..] } && number.ValueType == typeof(int) && !int.TryParse(token.Value, out _))
                faults.Add($"{number.Name} is '{OptionFormat.Shown(token.Value)}'; it must be a whole number.");
            else if (error.SymbolResult is OptionResult or ArgumentResult)
                faults.Add(error.Message);
        }

        foreach (var unmatched in parsed.UnmatchedTokens)
            faults.Add(IsOption(unmatched) ? UnknownOption(unmatched, command) : $"'{unmatched}' is one word too many after {command.Name}.");
        return faults;
    }

    /// <summary>Whether a word is meant as an option; a negative number is none.</summary>
    public static bool IsOption(string word) => word is ['-', var second, ..] && !char.IsAsciiDigit(second) && second != '.';

    /// <summary>The option nearest to an unknown name.</summary>
    public static string Nearest(string name, IEnumerable<Option> options) =>
        NearestName.Of(name, options.SelectMany(option => option.Aliases.Prepend(option.Name)).Append("--help").Where(IsLong))!;

    private static string UnknownOption(string word, Command command)
    {
        var name = word.Split('=', ':')[0];
        return $"There is no option '{name}'; the nearest is '{Nearest(name, command.Options)}'.";
    }

    private static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);
}

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
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var first, ..])
        {
            var nearest = NearestName.Of(first, command.Subcommands.Select(child => child.Name));
            return IsOption(first)
                ? [UnknownOption(first, command)]
                : [$"There is no command '{OptionFormat.Shown(first)}'; the nearest is '{nearest}'."];
        }

        var faults = new List<string>();
        foreach (var error in parsed.Errors)
        {
            // The parser has one error for each word that it cannot place, too.
            if (error.SymbolResult is OptionResult option)
                faults.Add(FaultOf(option, error.Message));
            else if (error.SymbolResult is ArgumentResult)
                faults.Add(error.Message);
        }

        foreach (var word in parsed.UnmatchedTokens)
        {
            faults.Add(IsOption(word)
                ? UnknownOption(word, command)
                : $"'{OptionFormat.Shown(word)}' is one word too many after {command.Name}.");
        }

        return faults;
    }

    /// <summary>Whether a word is meant as an option; a negative number is none.</summary>
    public static bool IsOption(string word) => word is ['-', var second, ..] && !char.IsAsciiDigit(second) && second != '.';

    /// <summary>The option nearest to an unknown name.</summary>
    public static string Nearest(string name, IEnumerable<Option> options) =>
        NearestName.Of(name, options.SelectMany(option => option.Aliases.Prepend(option.Name)).Append("--help").Where(IsLong))!;

    private static string FaultOf(OptionResult result, string message)
    {
        var option = result.Option;
        return result.Tokens switch
        {
            [] => $"{option.Name} needs a value.",
            [{ Value: var word }, ..] when option.ValueType == typeof(int) && !int.TryParse(word, out _) =>
                $"{option.Name} is '{OptionFormat.Shown(word)}'; it must be a whole number.",
            _ => message,
        };
    }

    private static string UnknownOption(string word, Command command)
    {
        var name = word.Split('=', ':')[0];
        return $"There is no option '{name}'; the nearest is '{Nearest(name, command.Options)}'.";
    }

    private static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);
}

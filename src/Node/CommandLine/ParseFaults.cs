using System.CommandLine;
using System.CommandLine.Parsing;
using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Says in this program's words what the parser could not make sense of.</summary>
internal static class ParseFaults
{
    /// <summary>A line for each fault.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;

        // Of the words after an unknown command nothing can be said.
        if (parsed.UnmatchedTokens is [var word, ..] && command.Subcommands.Count > 0)
            return [Unknown(word, IsOption(word) ? "option" : "command", IsOption(word) ? OptionNames(command) : command.Subcommands.Select(child => child.Name))];

        var faults = new List<string>();
        foreach (var error in parsed.Errors)
        {
            if (error.SymbolResult is OptionResult { Option: var option, Tokens: [var token, ..] } && option.ValueType == typeof(int) && !int.TryParse(token.Value, out _))
                faults.Add($"{option.Name} is '{token.Value}'; it must be a whole number.");
            else if (error.SymbolResult is OptionResult { Option: var bare, Tokens: [] })
                faults.Add($"{bare.Name} needs a value.");
            else if (!parsed.UnmatchedTokens.Any(unmatched => error.Message.Contains($"'{unmatched}'", StringComparison.Ordinal)))
                faults.Add(error.Message);
        }

        foreach (var unmatched in parsed.UnmatchedTokens)
            faults.Add(IsOption(unmatched) ? Unknown(unmatched, "option", OptionNames(command)) : $"'{unmatched}' is one word too many for {command.Name}.");
        return faults;
    }

    /// <summary>Whether a word is meant as an option; a negative number is none.</summary>
    public static bool IsOption(string word) => word is ['-', var second, ..] && !char.IsAsciiDigit(second) && second != '.';

    /// <summary>The sentence about an unknown name.</summary>
    public static string Unknown(string word, string kind, IEnumerable<string> candidates)
    {
        var name = IsOption(word) ? word.Split('=', ':')[0] : word;
        return $"There is no {kind} '{name}'; the nearest is '{NearestName.Of(name, candidates)}'.";
    }

    /// <summary>The names of a command's options, the ones it has from its parents included.</summary>
    public static IEnumerable<string> OptionNames(Command command) =>
        command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal)).Append("--help").Distinct();
}

using System.CommandLine;
using System.CommandLine.Parsing;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>An option of a command line with its value.</summary>
/// <param name="Option">The option.</param>
/// <param name="Name">Its name as it was typed.</param>
/// <param name="Value">The value, read by the option's format.</param>
internal sealed record GivenOption(CommandOption Option, string Name, object Value);

/// <summary>The words of a command line, read in their order, so that a message can say which option a stray word follows.</summary>
/// <param name="Options">The options with valid values, each at most once unless they are repeatable.</param>
/// <param name="Arguments">The other words, at most as many as the command takes.</param>
internal sealed record CommandWords(IReadOnlyList<GivenOption> Options, IReadOnlyList<string> Arguments)
{
    /// <summary>Reads the words after the command's name.</summary>
    /// <param name="parsed">The words, the command's options among them recognised.</param>
    /// <param name="maximumArguments">How many words the command takes that belong to no option.</param>
    /// <param name="nearest">Gives the option that an unknown name is nearest to.</param>
    /// <param name="faults">Takes a line for each fault.</param>
    public static CommandWords Read(ParseResult parsed, int maximumArguments, Func<string, string> nearest, ICollection<string> faults)
    {
        var command = parsed.CommandResult.Command;
        var options = command.Options.OfType<CommandOption>()
            .SelectMany(option => option.Aliases.Prepend(option.Name), (option, name) => (option, name))
            .ToDictionary(entry => entry.name, entry => entry.option, StringComparer.Ordinal);

        var given = new List<GivenOption>();
        var seen = new HashSet<CommandOption>();
        var arguments = new List<string>();
        var previous = command.Name;
        var path = parsed.Tokens.ToList().FindLastIndex(token => token.Type == TokenType.Command);
        var words = new Queue<Token>(parsed.Tokens.Skip(path + 1));
        while (words.TryDequeue(out var word))
        {
            if (options.TryGetValue(word.Value, out var option))
            {
                previous = word.Value;
                var text = option.Value == OptionValue.None ? null : ValueAfter(words);
                var value = ValueOf(option, word.Value, text, faults);
                if (!seen.Add(option) && !option.IsRepeatable)
                    faults.Add($"{word.Value} is given twice; give it once.");
                else if (value is not null)
                    given.Add(new GivenOption(option, word.Value, value));
            }
            else if (ParseFaults.IsOption(word.Value))
            {
                // What follows is most likely its value; there is nothing more to say of it.
                previous = word.Value.Split('=', ':')[0];
                faults.Add($"There is no option '{previous}'; the nearest is '{nearest(previous)}'.");
                ValueAfter(words);
            }
            else if (arguments.Count < maximumArguments)
            {
                arguments.Add(previous = word.Value);
            }
            else
            {
                faults.Add($"'{OptionFormat.Shown(word.Value)}' is one word too many after {previous}.");
            }
        }

        return new CommandWords(given, arguments);
    }

    /// <summary>The value of an option; null if it was not given or has a fault.</summary>
    public object? ValueOf(CommandOption option) => Options.FirstOrDefault(given => given.Option == option)?.Value;

    /// <summary>The values of a repeatable option, in their order.</summary>
    public IEnumerable<object> ValuesOf(CommandOption option) => Options.Where(given => given.Option == option).Select(given => given.Value);

    /// <summary>Whether an option was given.</summary>
    public bool Has(CommandOption option) => ValueOf(option) is not null;

    private static string? ValueAfter(Queue<Token> words) =>
        words.TryPeek(out var next) && next.Type == TokenType.Argument && !ParseFaults.IsOption(next.Value) ? words.Dequeue().Value : null;

    private static object? ValueOf(CommandOption option, string name, string? text, ICollection<string> faults)
    {
        if (text is null && option.Value != OptionValue.Required)
            return true;
        if (text is null)
            faults.Add($"{name} needs a value: {option.Format.Expectation}.");
        else if (option.Format.TryParse(text, out var value, out var expectation))
            return value;
        else
            faults.Add($"{name} is '{OptionFormat.Shown(text)}'; it must be {expectation}.");
        return null;
    }
}

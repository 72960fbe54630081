using System.CommandLine;
using System.CommandLine.Invocation;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>What --help does: each command has a page of its own or gets one made of its options.</summary>
internal sealed class HelpPages(CommandLineSurroundings surroundings) : SynchronousCommandLineAction
{
    private readonly Dictionary<Command, Func<ParseResult, HelpPage>> _pages = [];

    /// <summary>Whoever asks for help gets it, whatever else is wrong with the command line.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Gives a command its page.</summary>
    public void Add(Command command, Func<ParseResult, HelpPage> page) => _pages.Add(command, page);

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult, surroundings.Output);
        return ExitCodes.Success;
    }

    /// <summary>Writes the page of the command that was typed.</summary>
    public void Write(ParseResult parsed, TextWriter writer)
    {
        var command = parsed.CommandResult.Command;
        var page = _pages.TryGetValue(command, out var own) ? own(parsed) : PageOf(command);
        page.WriteTo(writer, Math.Clamp(surroundings.Console.Profile.Width, 70, 120));
    }

    /// <summary>The page of a command that says everything by its options.</summary>
    private static HelpPage PageOf(Command command)
    {
        var options = command.Options.Where(option => !option.Hidden).Select(Row).ToList();
        return new HelpPage(
            command.Description ?? "",
            $"actorcritic {command.Name}{(options.Count > 0 ? " [options]" : "")}",
            options.Count > 0 ? [new HelpSection("Options", options)] : []);
    }

    private static HelpRow Row(Option option)
    {
        var value = option.Arity.MaximumNumberOfValues == 0 ? "" : $" {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}";
        var defaultValue = option.HasDefaultValue ? $" (default {option.GetDefaultValue()})" : "";
        return new HelpRow(option.Name + value, $"{option.Description?.TrimEnd('.')}{defaultValue}");
    }
}

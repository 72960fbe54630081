using System.CommandLine;
using ActorCritic.Distributed.Node.Backends;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic train</c>: puts preset, configuration file and command line together, checks them and hands them on.</summary>
internal sealed class TrainCommand
{
    private readonly CommandLineSurroundings _surroundings;
    private readonly TrainCommandOptions _options = new();
    private readonly TrainRequestComposer _composer;

    private TrainCommand(CommandLineSurroundings surroundings)
    {
        _surroundings = surroundings;
        _composer = new TrainRequestComposer(surroundings, _options);
    }

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var train = new TrainCommand(surroundings);
        var command = new OptionCommand("train", "Train a policy until its environment is solved.", train._options.All, train.RunAsync);
        helpPages.Add(command, train.Help);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var notices = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, _options.Nearest, faults);
        var request = _composer.Compose(words, CommandText.Of(parsed), faults, notices);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        if (request.Backend.FindFault() is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        if (!request.Quiet)
        {
            foreach (var notice in notices)
                await _surroundings.Output.WriteLineAsync(notice).ConfigureAwait(false);
        }

        return await _surroundings.Train(request, cancellation).ConfigureAwait(false);
    }

    private HelpPage Help(ParseResult parsed)
    {
        var words = CommandWords.Read(parsed, maximumArguments: 0, _options.Nearest, faults: []);
        var defaults = _composer.Defaults(words, out var preset);
        return TrainHelp.Page(_options, defaults, preset);
    }
}

using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Presets;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic train</c>: puts preset, configuration file and command line together, checks them and hands them on.</summary>
internal sealed class TrainCommand
{
    private readonly CommandLineSurroundings _surroundings;
    private readonly TrainCommandOptions _options = new();

    private TrainCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var train = new TrainCommand(surroundings);
        var command = new Command("train", "Train a policy until its environment is solved.")
        {
            // Every fault of every source is listed at once: the words that the parser cannot place are reported with the others.
            TreatUnmatchedTokensAsErrors = false,
        };
        foreach (var option in train._options.All)
            command.Add(option);
        command.SetAction(train.RunAsync);
        helpPages.Add(command, train.Help);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var notices = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, _options.Nearest, faults);
        if (words.Has(_options.UntilSolved) && words.Has(_options.NoStop))
            faults.Add("--until-solved and --no-stop contradict each other; give one of them.");
        if (words.ValueOf(_options.Out) is string folder && RunFolder.FindFault(folder) is { } folderFault)
            faults.Add(folderFault);
        var request = Compose(words, CommandText.Of(parsed), faults, notices);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        if (TorchRuntime.Initialize() is { } torchFault)
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
        var environment = FindEnvironment(_options.LayerOf(words), new PlanLayer(), faults: []);
        return TrainHelp.Page(_options, Defaults(environment, out var preset), preset);
    }

    /// <summary>The request; worth nothing if there are faults.</summary>
    private TrainRequest Compose(CommandWords words, string commandText, List<string> faults, List<string> notices)
    {
        var commandLine = _options.LayerOf(words);
        var configuration = words.ValueOf(_options.Configuration) is string path ? ReadConfiguration(path, faults) : new PlanLayer();
        var environment = FindEnvironment(commandLine, configuration, faults);

        var options = commandLine.Over(configuration.Over(Defaults(environment, out var preset)));
        if (preset is null)
            notices.Add($"{environment.Id} has no preset: what neither --config nor an option sets has its general default (actorcritic train --help).");
        if (!commandLine.Mentions(nameof(TrainingOptions.Seed)) && !configuration.Mentions(nameof(TrainingOptions.Seed)))
        {
            options = options with { Seed = _surroundings.DrawSeed() };
            notices.Add(FormattableString.Invariant($"seed {options.Seed} (repeat with --seed {options.Seed})"));
        }

        // Without a threshold nothing is ever solved, and a run that waits for it would end as a failure.
        var solvable = double.IsFinite(environment.RewardThreshold);
        var untilSolved = commandLine.UntilSolved ?? configuration.UntilSolved ?? solvable;
        if (untilSolved && !solvable)
            faults.Add($"{environment.Id} has no reward threshold, so a run cannot end when it is solved; use --no-stop.");

        // Each value is in its range by now; what is left is what they are together.
        if (faults.Count == 0)
            faults.AddRange(options.Validate());
        return new TrainRequest
        {
            Options = options,
            UntilSolved = untilSolved,
            Folder = words.ValueOf(_options.Out) as string,
            Quiet = words.Has(_options.Quiet),
            CommandLine = commandText,
            PlanJson = PlanFile.Write(options, untilSolved, commandText, ProgramVersion.Text),
        };
    }

    private static TrainingOptions Defaults(EnvironmentSpec environment, out Preset? preset)
    {
        var general = new TrainingOptions { Environment = environment.Id };
        return PresetCatalogue.Load().TryFind(environment.Id, out preset) ? preset.Layer.Over(general) : general;
    }

    /// <summary>The environment that is asked for; where none is, or one that does not exist, the first of the catalogue.</summary>
    private EnvironmentSpec FindEnvironment(PlanLayer commandLine, PlanLayer configuration, List<string> faults)
    {
        var catalogue = _surroundings.Environments;
        var chosen = catalogue.Specs[0];
        foreach (var layer in new[] { configuration, commandLine })
        {
            if (layer.Find(nameof(TrainingOptions.Environment)) is not (string id, var place))
                continue;
            if (catalogue.TryFind(id, out var spec))
            {
                chosen = spec;
            }
            else
            {
                var nearest = NearestName.Of(id, catalogue.Ids);
                faults.Add($"{place} is '{OptionFormat.Shown(id)}'; there is no such environment, the nearest is '{nearest}'.");
            }
        }

        return chosen;
    }

    private static PlanLayer ReadConfiguration(string path, List<string> faults)
    {
        try
        {
            return PlanFile.Read(File.ReadAllBytes(path), path, faults);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Add(exception is FileNotFoundException or DirectoryNotFoundException
                ? $"--config is '{path}'; there is no such file."
                : $"--config is '{path}', which cannot be read: {exception.Message}");
            return new PlanLayer();
        }
    }
}

using System.CommandLine;
using System.Reflection;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Presets;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic train</c>: puts preset, configuration file and command line together, checks all of it, and hands it on.</summary>
internal sealed class TrainCommand
{
    private readonly CommandLineSurroundings _surroundings;
    private readonly TrainCommandOptions _options = new();
    private readonly PresetCatalogue _presets = PresetCatalogue.Load();

    private TrainCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    public static Command Create(CommandLineSurroundings surroundings)
    {
        var train = new TrainCommand(surroundings);
        var command = new Command("train", "Train a policy.")
        {
            // Every fault of every source is listed at once, so that the words the parser cannot place are reported with the others.
            TreatUnmatchedTokensAsErrors = false,
        };
        foreach (var option in train._options.All)
            command.Add(option);
        command.SetAction(train.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var request = Compose(TrainArguments.Read(parsed, _options, faults), CommandText.Of(parsed), faults, out var notices);
        if (faults.Count > 0)
        {
            foreach (var fault in faults)
                await _surroundings.Errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        if (!request.Quiet)
        {
            foreach (var notice in notices)
                await _surroundings.Output.WriteLineAsync(notice).ConfigureAwait(false);
        }

        return await _surroundings.Train(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>The request; worth nothing if there are faults.</summary>
    private TrainRequest Compose(TrainArguments arguments, string commandText, List<string> faults, out IReadOnlyList<string> notices)
    {
        var notes = new List<string>();
        notices = notes;
        var configuration = arguments.ConfigurationFile is { } path ? ReadConfiguration(path, faults) : new PlanLayer();
        var environment = FindEnvironment(arguments, configuration, faults);

        var options = new TrainingOptions { Environment = environment.Id };
        if (_presets.TryFind(environment.Id, out var preset))
            options = preset.Layer.Over(options);
        else
            notes.Add($"{environment.Id} has no preset: what neither --config nor an option sets has its general default (actorcritic train --help).");
        options = arguments.Layer.Over(configuration.Over(options));

        if (!arguments.Layer.Values.ContainsKey(TrainCommandOptions.Seed) && !configuration.Values.ContainsKey(TrainCommandOptions.Seed))
        {
            options = options with { Seed = _surroundings.DrawSeed() };
            notes.Add(FormattableString.Invariant($"seed {options.Seed} (repeat with --seed {options.Seed})"));
        }

        if (faults.Count == 0)
            faults.AddRange(options.Validate());

        // Without a threshold nothing can be solved, and a run that waits for it would end as a failure.
        var solvable = double.IsFinite(environment.RewardThreshold);
        var untilSolved = arguments.Layer.UntilSolved ?? configuration.UntilSolved ?? solvable;
        if (untilSolved && !solvable)
            faults.Add($"{environment.Id} has no reward threshold, so it cannot be trained until solved; use --no-stop.");

        return new TrainRequest
        {
            Options = options,
            UntilSolved = untilSolved,
            Folder = arguments.RunFolder,
            Quiet = arguments.Quiet,
            CommandLine = commandText,
            PlanJson = PlanFile.Write(options, untilSolved, commandText, ProgramVersion.Text),
        };
    }

    private EnvironmentSpec FindEnvironment(TrainArguments arguments, PlanLayer configuration, List<string> faults)
    {
        var catalogue = _surroundings.Environments;
        var fallback = catalogue.Specs[0];
        var chosen = fallback;
        foreach (var (layer, source) in new[] { (configuration, arguments.ConfigurationFile + ": environment"), (arguments.Layer, "--env") })
        {
            if (!layer.TryGet<string>(nameof(TrainingOptions.Environment), out var id))
                continue;
            if (catalogue.TryFind(id, out var spec))
                chosen = spec;
            else
                faults.Add($"{source} is '{id}'; there is no such environment, the nearest is '{NearestName.Of(id, catalogue.Ids)}'.");
        }

        return chosen;
    }

    private static PlanLayer ReadConfiguration(string path, List<string> faults)
    {
        try
        {
            return PlanFile.Read(File.ReadAllBytes(path), path, faults);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Add(File.Exists(path) ? $"--config is '{path}'; it cannot be read: {exception.Message}" : $"--config is '{path}'; there is no such file.");
            return new PlanLayer();
        }
    }
}

/// <summary>The version of the program, with the commit it was built from.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}

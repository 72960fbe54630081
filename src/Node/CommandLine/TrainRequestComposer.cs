using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Presets;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Puts preset, configuration file and command line together to what a run is asked to be, and checks it.</summary>
/// <param name="surroundings">What the commands work with.</param>
/// <param name="options">The options of the command.</param>
internal sealed class TrainRequestComposer(CommandLineSurroundings surroundings, TrainCommandOptions options)
{
    /// <summary>The request; worth nothing if there are faults.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="commandText">The command line as it was given.</param>
    /// <param name="faults">Takes a line for each fault.</param>
    /// <param name="notices">Takes what a person should know of choices that were made for them.</param>
    public TrainRequest Compose(CommandWords words, string commandText, List<string> faults, List<string> notices)
    {
        if (words.Has(options.UntilSolved) && words.Has(options.NoStop))
            faults.Add("--until-solved and --no-stop contradict each other; give one of them.");
        if (words.ValueOf(options.Out) is string folder && RunFolder.FindFault(folder) is { } folderFault)
            faults.Add(folderFault);
        var configuration = words.ValueOf(options.Configuration) is string path ? ReadConfiguration(path, faults) : new PlanLayer();
        return Compose(words, configuration, commandText, faults, notices);
    }

    /// <summary>The values that hold if nothing but, at most, an environment is given.</summary>
    public TrainingOptions Defaults(CommandWords words, out Preset? preset) =>
        Defaults(FindEnvironment(options.LayerOf(words), new PlanLayer(), faults: []), words, faults: [], out preset);

    private TrainRequest Compose(CommandWords words, PlanLayer configuration, string commandText, List<string> faults, List<string> notices)
    {
        var commandLine = options.LayerOf(words);
        var environment = FindEnvironment(commandLine, configuration, faults);

        var training = commandLine.Over(configuration.Over(Defaults(environment, words, faults, out var preset)));
        if (preset is null && !words.Has(options.Preset))
            notices.Add($"{environment.Id} has no preset: what neither --config nor an option sets has its general default (actorcritic train --env {environment.Id} --help).");
        if (!commandLine.Mentions(nameof(TrainingOptions.Seed)) && !configuration.Mentions(nameof(TrainingOptions.Seed)))
        {
            training = training with { Seed = surroundings.DrawSeed() };
            notices.Add(FormattableString.Invariant($"seed {training.Seed} (repeat with --seed {training.Seed})"));
        }

        // Without a threshold nothing is ever solved, and a run that waits for it would end as a failure.
        var solvable = double.IsFinite(environment.RewardThreshold);
        var untilSolved = commandLine.UntilSolved ?? configuration.UntilSolved ?? solvable;
        if (untilSolved && !solvable)
            faults.Add($"{environment.Id} has no reward threshold, so a run cannot end when it is solved; use --no-stop.");

        // Each value is in its range by now; what is left is what they are together.
        if (faults.Count == 0)
            faults.AddRange(training.Validate().Select(options.WithOptionNames));
        var backend = words.BackendOf(options.Backend);
        if (faults.Count == 0)
            notices.Add(backend.Describe(training.NetworkFor(environment)));
        return new TrainRequest
        {
            Options = training,
            UntilSolved = untilSolved,
            Folder = words.ValueOf(options.Out) as string,
            Quiet = words.Has(options.Quiet),
            Backend = backend,
            CommandLine = commandText,
            PlanJson = PlanFile.Write(training, untilSolved, commandText, ProgramVersion.Text),
        };
    }

    private TrainingOptions Defaults(EnvironmentSpec environment, CommandWords words, List<string> faults, out Preset? preset)
    {
        var general = new TrainingOptions { Environment = environment.Id };
        var presets = PresetCatalogue.Load();
        var named = words.ValueOf(options.Preset) as string;
        if (presets.TryFind(environment.Id, named ?? PresetCatalogue.DefaultName, out preset))
            return preset.Layer.Over(general);
        if (named is not null)
        {
            var names = string.Join(", ", presets.NamesOf(environment.Id));
            faults.Add($"{options.Preset.Name} is '{OptionFormat.Shown(named)}'; {environment.Id} has {(names.Length == 0 ? "no preset" : $"the presets {names}")}.");
        }

        return general;
    }

    /// <summary>The environment that is asked for; where none is, or one that does not exist, the first of the catalogue.</summary>
    private EnvironmentSpec FindEnvironment(PlanLayer commandLine, PlanLayer configuration, List<string> faults)
    {
        var catalogue = surroundings.Environments;
        return catalogue.Choose(commandLine, catalogue.Choose(configuration, catalogue.Specs[0], faults), faults);
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
                : Directory.Exists(path) ? $"--config is '{path}', which is a folder; give the plan.json in it."
                : $"--config is '{path}', which cannot be read: {exception.Message}");
            return new PlanLayer();
        }
    }
}

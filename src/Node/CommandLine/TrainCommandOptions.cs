using System.Text.RegularExpressions;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Presets;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The options of <c>train</c>: one for each hyperparameter, and those that say what is done with the run.</summary>
internal sealed class TrainCommandOptions
{
    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        [nameof(TrainingOptions.Environment)] = "--env",
        [nameof(TrainingOptions.EnvironmentsPerWorker)] = "--envs-per-worker",
    };

    private readonly Dictionary<Hyperparameter, CommandOption> _options;
    private readonly Dictionary<CommandOption, Hyperparameter> _hyperparameters;

    /// <param name="without">Names of hyperparameters that the command does not take.</param>
    public TrainCommandOptions(params string[] without)
    {
        _options = Hyperparameter.All
            .Where(hyperparameter => !without.Contains(hyperparameter.Name))
            .ToDictionary(hyperparameter => hyperparameter, OptionFor);
        _hyperparameters = _options.ToDictionary(entry => entry.Value, entry => entry.Key);
    }

    public CommandOption UntilSolved { get; } = new(
        "--until-solved",
        OptionFormat.Truth,
        "end the run once the environment is solved; what is done anyway, unless a file says otherwise",
        OptionValue.None);

    public CommandOption NoStop { get; } = new("--no-stop", OptionFormat.Truth, "use up the budget, solved or not", OptionValue.None);

    public CommandOption Configuration { get; } = new(
        "--config", OptionFormat.Path, "JSON file with hyperparameters under their field names; the plan.json of a run repeats it");

    public CommandOption Preset { get; } = new("--preset", OptionFormat.Name, "which preset of the environment to begin with; actorcritic environments lists them")
    {
        Default = PresetCatalogue.DefaultName,
    };

    public CommandOption Out { get; } = new("--out", OptionFormat.Path, "the run folder, new or empty")
    {
        Default = $"{RunFolder.DefaultParent}/(environment)-(time)-seed(seed)",
    };

    public CommandOption Quiet { get; } = new("--quiet", OptionFormat.Truth, "print the outcome and warnings only", OptionValue.None);

    public CommandOption Backend { get; } = BackendOption.Create();

    /// <summary>All of them.</summary>
    public IEnumerable<CommandOption> All => [.. _options.Values, Preset, UntilSolved, NoStop, Configuration, Out, Backend, Quiet];

    /// <summary>The option that sets a hyperparameter; null if the command does not take it.</summary>
    public CommandOption? OptionOf(Hyperparameter hyperparameter) => _options.GetValueOrDefault(hyperparameter);

    /// <summary>The option nearest to an unknown name.</summary>
    public string Nearest(string name) =>
        Hyperparameter.KnownElsewhereAs(name) is { } hyperparameter
            ? OptionOf(hyperparameter)?.Name ?? hyperparameter.OptionName
            : ParseFaults.Nearest(name, All);

    /// <summary>The hyperparameters that a command line sets.</summary>
    public PlanLayer LayerOf(CommandWords words)
    {
        var layer = new PlanLayer
        {
            UntilSolved = words.Has(UntilSolved) ? true : words.Has(NoStop) ? false : null,
        };
        foreach (var given in words.Options)
        {
            if (_hyperparameters.TryGetValue(given.Option, out var hyperparameter))
                layer.Set(hyperparameter, given.Value, given.Name);
        }

        return layer;
    }

    /// <summary>A sentence about hyperparameters, with the names of their options in it.</summary>
    public string WithOptionNames(string sentence) =>
        _options.Aggregate(sentence, (text, entry) => Regex.Replace(text, $@"\b{entry.Key.Name} is\b", $"{entry.Value.Name} is"));

    private static CommandOption OptionFor(Hyperparameter hyperparameter)
    {
        var value = hyperparameter.IsFlag ? OptionValue.Optional : OptionValue.Required;
        return ShortNames.TryGetValue(hyperparameter.Name, out var shortName)
            ? new CommandOption(shortName, hyperparameter.Format, hyperparameter.Description, value, hyperparameter.OptionName)
            : new CommandOption(hyperparameter.OptionName, hyperparameter.Format, hyperparameter.Description, value);
    }
}

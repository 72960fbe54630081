using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The options of <c>train</c>: one for each hyperparameter, and those that say what is done with the run.</summary>
/// <remarks>They take any words: <see cref="TrainArguments"/> reads the values, so that all faults can be listed together.</remarks>
internal sealed class TrainCommandOptions
{
    /// <summary>The seed, which is drawn where nobody gives one.</summary>
    public static readonly Hyperparameter Seed = Hyperparameter.Of(nameof(TrainingOptions.Seed));

    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        [nameof(TrainingOptions.Environment)] = "--env",
        [nameof(TrainingOptions.EnvironmentsPerWorker)] = "--envs-per-worker",
    };

    private readonly Dictionary<Hyperparameter, Option> _hyperparameters = [];
    private readonly Dictionary<string, (Option Option, Hyperparameter? Hyperparameter)> _byName = new(StringComparer.Ordinal);

    public TrainCommandOptions()
    {
        foreach (var hyperparameter in Hyperparameter.All)
        {
            var option = ShortNames.TryGetValue(hyperparameter.Name, out var shortName)
                ? Words(shortName, hyperparameter.OptionName)
                : Words(hyperparameter.OptionName);
            option.Description = hyperparameter.Description;
            _hyperparameters.Add(hyperparameter, option);
            Register(option, hyperparameter);
        }

        foreach (var option in new Option[] { UntilSolved, NoStop, Configuration, Out, Quiet })
            Register(option, null);
    }

    public Option UntilSolved { get; } = Flag("--until-solved", "end the run once the environment is solved (the default if it has a reward threshold)");

    public Option NoStop { get; } = Flag("--no-stop", "use up the budget, solved or not");

    public Option Configuration { get; } = Words("--config");

    public Option Out { get; } = Words("--out");

    public Option Quiet { get; } = Flag("--quiet", "print the outcome and warnings only");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [.. _hyperparameters.Values, UntilSolved, NoStop, Configuration, Out, Quiet];

    /// <summary>Every name an option has.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The option that sets a hyperparameter.</summary>
    public Option OptionOf(Hyperparameter hyperparameter) => _hyperparameters[hyperparameter];

    /// <summary>The option with a name or alias, and the hyperparameter it sets, if any.</summary>
    public (Option Option, Hyperparameter? Hyperparameter) Find(string name) => _byName[name];

    private static Option<string[]> Words(string name, params string[] aliases) =>
        new(name, aliases) { Arity = ArgumentArity.ZeroOrMore };

    private static Option<bool> Flag(string name, string description) => new(name) { Arity = ArgumentArity.Zero, Description = description };

    private void Register(Option option, Hyperparameter? hyperparameter)
    {
        foreach (var name in option.Aliases.Prepend(option.Name))
            _byName.Add(name, (option, hyperparameter));
    }
}

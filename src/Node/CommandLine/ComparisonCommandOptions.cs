using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>What every command asks that carries out a comparison: how often, how, where to, and the hyperparameters that count for all of its contenders.</summary>
/// <param name="surroundings">What the commands work with.</param>
/// <param name="ofA3C">The hyperparameters that only a3c reads, where it can be a contender; null where it cannot.</param>
internal sealed class ComparisonCommandOptions(CommandLineSurroundings surroundings, IReadOnlyList<Hyperparameter>? ofA3C = null)
{
    private const int DefaultSeeds = 5;
    private const long DefaultMaxSteps = 300_000;

    // The hyperparameters that some method reads; the budget has a default of its own.
    private readonly TrainCommandOptions _training = new(
        without: [.. Hyperparameter.All.Except(Contender.Hyperparameters).Except(ofA3C ?? []).Select(hyperparameter => hyperparameter.Name)]);

    private readonly CommandOption _seeds = new(
        "--seeds",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("seeds") { Minimum = 1, Maximum = 1_000 }),
        "trials of each curve, with the seeds 1 … N")
    {
        Default = FormattableString.Invariant($"{DefaultSeeds}"),
    };

    private readonly CommandOption _parallel = new(
        "--parallel",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("trials") { Minimum = 1, Maximum = 1_024 }),
        "threads at a time; a trial has one, that of a3c one for each worker")
    {
        Default = "the number of processors",
    };

    private readonly CommandOption _backend = BackendOption.Create();

    private readonly CommandOption _out = new("--out", OptionFormat.Path, "the folder of the comparison; one that was interrupted goes on in its folder")
    {
        Default = $"{ComparisonFolder.DefaultParent}/(environment)-(time)",
    };

    private readonly CommandOption _quiet = new("--quiet", OptionFormat.Truth, "print the table only", OptionValue.None);

    /// <summary>All of them.</summary>
    public IEnumerable<CommandOption> All => [.. OfTheComparison, .. OfTheMethods, .. OfA3C];

    /// <summary>Those that are no hyperparameters.</summary>
    private IEnumerable<CommandOption> OfTheComparison => [_seeds, _parallel, _backend, _out, _quiet];

    /// <summary>One for each hyperparameter that some method reads.</summary>
    private IEnumerable<CommandOption> OfTheMethods => Contender.Hyperparameters.Select(OptionOf);

    /// <summary>One for each hyperparameter that a3c alone reads.</summary>
    public IEnumerable<CommandOption> OfA3C => (ofA3C ?? []).Select(OptionOf);

    /// <summary>The option that sets a hyperparameter, one of <see cref="Contender.Hyperparameters"/> or of those of a3c.</summary>
    public CommandOption OptionOf(Hyperparameter hyperparameter) => _training.OptionOf(hyperparameter)!;

    /// <summary>The hyperparameters that a command line sets.</summary>
    public PlanLayer LayerOf(CommandWords words) => _training.LayerOf(words);

    /// <summary>The environment that was asked for, or the first one; a fault if there is none of that name.</summary>
    public EnvironmentSpec FindEnvironment(PlanLayer layer, ICollection<string> faults) =>
        surroundings.Environments.Choose(layer, surroundings.Environments.Specs[0], faults);

    /// <summary>A method with its own options, and what the command line says over them.</summary>
    public static Contender ContenderOf(TrainingMethod method, PlanLayer layer, EnvironmentSpec environment)
    {
        var defaults = method.Defaults with { Environment = environment.Id, MaxSteps = DefaultMaxSteps };
        return new Contender(method.Name, method, layer.Over(defaults) with { Environment = environment.Id });
    }

    /// <summary>What is wrong with a contender's options, a line for each fault.</summary>
    public static IEnumerable<string> Violations(Contender contender) =>
        contender.Options.Validate().Concat(contender.Method.FindFaults(contender.Options)).Concat(A3CMethod.FaultsOf(contender)).Select(violation => $"{contender.Label}: {violation}");

    /// <summary>The option nearest to an unknown name, among the command's own and those that every comparison has.</summary>
    public string Nearest(string name, IEnumerable<CommandOption> own) => Hyperparameter.KnownElsewhereAs(name) is { } known && _training.OptionOf(known) is { } option
        ? option.Name
        : ParseFaults.Nearest(name, own.Concat(All));

    /// <summary>A comparison of these contenders as the command line asks for it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="words">Its words, without a fault.</param>
    /// <param name="contenders">What is compared, valid, at least one, all with the same budget.</param>
    /// <param name="environment">Their environment.</param>
    public ComparisonRequest RequestOf(ParseResult parsed, CommandWords words, IReadOnlyList<Contender> contenders, EnvironmentSpec environment) => new()
    {
        Contenders = contenders,
        Environment = environment,
        Seeds = words.ValueOf(_seeds) as int? ?? DefaultSeeds,
        MaxSteps = contenders[0].Options.MaxSteps,
        Parallel = words.ValueOf(_parallel) as int? ?? Environment.ProcessorCount,
        Backend = words.BackendOf(_backend),
        Folder = words.ValueOf(_out) as string,
        Quiet = words.Has(_quiet),
        CommandLine = CommandText.Of(parsed),
    };

    /// <summary>Carries out a comparison, unless its backend cannot be used on this machine.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> CompareAsync(ComparisonRequest request, CancellationToken cancellation) => request.Backend.FindFault() is { } fault
        ? await surroundings.FailAsync([fault]).ConfigureAwait(false)
        : await surroundings.Compare(request, cancellation).ConfigureAwait(false);

    /// <summary>Help on the options of the comparison, the command's own first, and on those of the methods.</summary>
    public IEnumerable<HelpSection> HelpSections(IEnumerable<CommandOption> own) =>
    [
        new("Comparison", [.. own.Concat(OfTheComparison).Select(option => TrainHelp.Row(option, option.Default))]),
        new("Options of every method", [.. OfTheMethods.Select(option => TrainHelp.Row(option, DefaultOf(option)))]),
        .. ofA3C is null
            ? (HelpSection[])[]
            : [new("Options of a3c alone", [.. ofA3C.Select(own => TrainHelp.Row(OptionOf(own), own.Format.Format(own.ValueIn(A3CMethod.Method.Defaults))))])],
    ];

    private string DefaultOf(CommandOption option) =>
        option == OptionOf(Hyperparameter.Of(nameof(TrainingOptions.Environment))) ? surroundings.Environments.Specs[0].Id
        : option == OptionOf(Hyperparameter.Of(nameof(TrainingOptions.MaxSteps))) ? FormattableString.Invariant($"{DefaultMaxSteps}")
        : "";
}

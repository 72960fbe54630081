using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic compare</c>: learning curves of several methods with several seeds, side by side.</summary>
internal sealed class CompareCommand
{
    private const string DefaultMethods = "reinforce,one-step,gae,a2c,ppo";
    private const int DefaultSeeds = 5;
    private const long DefaultMaxSteps = 300_000;

    private readonly CommandLineSurroundings _surroundings;

    // The hyperparameters that some method reads; the budget has a default of its own.
    private readonly TrainCommandOptions _training = new(
        without: [.. Hyperparameter.All.Except(Contender.Hyperparameters).Select(hyperparameter => hyperparameter.Name)]);

    private readonly CommandOption _methods = new("--methods", new MethodListFormat(), "what is compared, in the order of the table") { Default = DefaultMethods };

    private readonly CommandOption _seeds = new(
        "--seeds",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("seeds") { Minimum = 1, Maximum = 1_000 }),
        "trials of each method, with the seeds 1 … N")
    {
        Default = FormattableString.Invariant($"{DefaultSeeds}"),
    };

    private readonly CommandOption _parallel = new(
        "--parallel",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("trials") { Minimum = 1, Maximum = 1_024 }),
        "trials at a time, each in one thread")
    {
        Default = "the number of processors",
    };

    private readonly CommandOption _sweep = new("--sweep", new SweepFormat(), "compare each method with itself under several values of an option; given twice, under all combinations of two")
    {
        IsRepeatable = true,
    };

    private readonly CommandOption _out = new("--out", OptionFormat.Path, "the folder of the comparison; one that was interrupted goes on in its folder")
    {
        Default = $"{ComparisonFolder.DefaultParent}/(environment)-(time)",
    };

    private readonly CommandOption _backend = BackendOption.Create();

    private readonly CommandOption _quiet = new("--quiet", OptionFormat.Truth, "print the table only", OptionValue.None);

    private CompareCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    private IEnumerable<CommandOption> Own => [_methods, _sweep, _seeds, _parallel, _backend, _out, _quiet];

    private IEnumerable<CommandOption> Hyperparameters => Contender.Hyperparameters.Select(hyperparameter => _training.OptionOf(hyperparameter)!);

    private IEnumerable<CommandOption> Options => [.. Own, .. Hyperparameters];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var compare = new CompareCommand(surroundings);
        var command = new Command("compare", "Compare methods by their learning curves.") { TreatUnmatchedTokensAsErrors = false };
        foreach (var option in compare.Options)
            command.Add(option);
        command.SetAction(compare.RunAsync);
        helpPages.Add(command, _ => compare.Help(command.Description!));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, Nearest, faults);
        var layer = _training.LayerOf(words);
        var environment = FindEnvironment(layer, faults);
        IReadOnlyList<IVariation> variations = [.. words.ValuesOf(_sweep).Cast<Sweep>()];
        faults.AddRange(Variations.FaultsOf(variations));
        foreach (var sweep in variations.OfType<Sweep>().Where(sweep => words.Has(_training.OptionOf(sweep.Hyperparameter)!)))
            faults.Add($"{_training.OptionOf(sweep.Hyperparameter)!.Name} is given and varied by --sweep; give one of them.");
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        var contenders = Contenders(words, layer, environment, variations);
        faults.AddRange(contenders.SelectMany(Violations));
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        var backend = words.BackendOf(_backend);
        if (backend.FindFault() is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        var request = new ComparisonRequest
        {
            Contenders = contenders,
            Variations = variations,
            Environment = environment,
            Seeds = words.ValueOf(_seeds) as int? ?? DefaultSeeds,
            MaxSteps = contenders[0].Options.MaxSteps,
            Parallel = words.ValueOf(_parallel) as int? ?? Environment.ProcessorCount,
            Backend = backend,
            Folder = words.ValueOf(_out) as string,
            Quiet = words.Has(_quiet),
            CommandLine = CommandText.Of(parsed),
        };
        return await _surroundings.Compare(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>Each method with its own options, and what the command line says over them; with sweeps one for each combination of their values.</summary>
    private List<Contender> Contenders(CommandWords words, PlanLayer layer, EnvironmentSpec environment, IReadOnlyList<IVariation> variations) =>
    [
        .. from method in words.ValueOf(_methods) as IReadOnlyList<TrainingMethod> ?? Methods(DefaultMethods)
           let defaults = method.Defaults with { Environment = environment.Id, MaxSteps = DefaultMaxSteps }
           let contender = new Contender(method.Name, method, layer.Over(defaults) with { Environment = environment.Id })
           from varied in variations.Over(contender)
           select varied,
    ];

    private static IEnumerable<string> Violations(Contender contender) =>
        contender.Options.Validate().Concat(contender.Method.FindFaults(contender.Options)).Select(violation => $"{contender.Label}: {violation}");

    private EnvironmentSpec FindEnvironment(PlanLayer layer, List<string> faults)
    {
        var catalogue = _surroundings.Environments;
        if (layer.Find(nameof(TrainingOptions.Environment)) is not (string id, var place))
            return catalogue.Specs[0];
        if (catalogue.TryFind(id, out var spec))
            return spec;
        faults.Add($"{place} is '{OptionFormat.Shown(id)}'; there is no such environment, the nearest is '{NearestName.Of(id, catalogue.Ids)}'.");
        return catalogue.Specs[0];
    }

    private string Nearest(string name) => Hyperparameter.KnownElsewhereAs(name) is { } known && _training.OptionOf(known) is { } option
        ? option.Name
        : ParseFaults.Nearest(name, Options);

    private static IReadOnlyList<TrainingMethod> Methods(string names) =>
        new MethodListFormat().TryParse(names, out var methods, out _) ? (IReadOnlyList<TrainingMethod>)methods : throw new InvalidOperationException($"The default '{names}' names no methods.");

    private HelpPage Help(string summary) => new(
        summary + " Every method is tried with the same seeds, in one thread each, on the same environment, and kept with all of its episodes; the report (a page that "
        + "opens offline, pictures, CSV) says how to repeat it.",
        "actorcritic compare [options]",
        [
            new HelpSection("Examples",
            [
                new HelpRow("actorcritic compare", "five methods on the first environment, five seeds each"),
                new HelpRow("actorcritic compare --methods reinforce,reinforce-baseline --seeds 10", "what a critic is worth"),
                new HelpRow("actorcritic compare --methods gae,ppo --learning-rate 1e-3", "one option changed for all of them"),
                new HelpRow("actorcritic compare --methods a2c --sweep gae-lambda=0,0.5,0.9,1", "bias against variance: one method, several values of λ"),
                new HelpRow("actorcritic compare --methods gae --sweep gae-lambda=0,0.9,1 --sweep discount=0.9,0.99", "two options: small multiples and a heat map"),
                new HelpRow("actorcritic compare --out comparisons/mine", "the same again after Ctrl-C goes on where it was"),
            ]),
            new HelpSection("Methods", [.. MethodCatalogue.All.Select(method => new HelpRow(method.Name, method.Summary))]),
            new HelpSection("Comparison", [.. Own.Select(option => TrainHelp.Row(option, option.Default))]),
            new HelpSection("Options of every method", [.. Hyperparameters.Select(option => TrainHelp.Row(option, DefaultOf(option)))]),
        ],
        "Each method has defaults of its own, which the report lists; an option given here counts for all of them. A threshold is reached when the mean return of 100 training "
        + "episodes is at least that high: 195 and 475 for CartPole-v1, the environment's own elsewhere.");

    private string DefaultOf(CommandOption option) =>
        option == _training.OptionOf(Hyperparameter.Of(nameof(TrainingOptions.Environment))) ? _surroundings.Environments.Specs[0].Id
        : option == _training.OptionOf(Hyperparameter.Of(nameof(TrainingOptions.MaxSteps))) ? FormattableString.Invariant($"{DefaultMaxSteps}")
        : "";
}

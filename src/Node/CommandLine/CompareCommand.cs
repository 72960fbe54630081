using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic compare</c>: learning curves of several methods with several seeds, side by side.</summary>
internal sealed class CompareCommand
{
    private const string DefaultMethods = "reinforce,one-step,gae,a2c,ppo";

    private static readonly NamedListFormat<TrainingMethod> MethodList = new(ComparedMethods.All, method => method.Name);

    private readonly CommandLineSurroundings _surroundings;
    private readonly ComparisonCommandOptions _common;

    private readonly CommandOption _methods = new("--methods", MethodList, "what is compared, in the order of the table") { Default = DefaultMethods };

    private readonly CommandOption _sweep = new("--sweep", new SweepFormat(), "compare each method with itself under several values of an option; given twice, under all combinations of two")
    {
        IsRepeatable = true,
    };

    private readonly CommandOption _staleness = new(
        "--staleness", new StalenessListFormat(), "make the gradients of a3c stale on purpose: each worker gets parameters that are so many versions old");

    private CompareCommand(CommandLineSurroundings surroundings) => (_surroundings, _common) = (surroundings, new ComparisonCommandOptions(surroundings, A3CMethod.Hyperparameters));

    private IEnumerable<CommandOption> Own => [_methods, _sweep, _staleness];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var compare = new CompareCommand(surroundings);
        var command = new OptionCommand("compare", "Compare methods by their learning curves.", compare.Own.Concat(compare._common.All), compare.RunAsync);
        helpPages.Add(command, _ => compare.Help(command.Description!));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, name => _common.Nearest(name, Own), faults);
        var layer = _common.LayerOf(words);
        var environment = _common.FindEnvironment(layer, faults);
        IReadOnlyList<IVariation> variations = [.. words.Options.Select(given => given.Value).OfType<IVariation>()];
        faults.AddRange(Variations.FaultsOf(variations));
        foreach (var sweep in variations.OfType<Sweep>().Where(sweep => words.Has(_common.OptionOf(sweep.Hyperparameter))))
            faults.Add($"{_common.OptionOf(sweep.Hyperparameter).Name} is given and varied by --sweep; give one of them.");
        faults.AddRange(FaultsWithoutA3C(words, variations));
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        var contenders = Contenders(words, layer, environment, variations);
        faults.AddRange(contenders.SelectMany(ComparisonCommandOptions.Violations));
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        var request = _common.RequestOf(parsed, words, contenders, environment) with { Variations = variations };
        return await _common.CompareAsync(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>Each method with its own options, and what the command line says over them; with sweeps one for each combination of their values.</summary>
    private List<Contender> Contenders(CommandWords words, PlanLayer layer, EnvironmentSpec environment, IReadOnlyList<IVariation> variations) =>
    [
        .. from method in MethodsOf(words)
           let contender = ComparisonCommandOptions.ContenderOf(method, layer, environment)
           from varied in variations.Over(contender)
           select A3CMethod.WithFittingBound(varied),
    ];

    /// <summary>What was given and only a3c reads, where a3c is not among the methods: a line for each.</summary>
    private IEnumerable<string> FaultsWithoutA3C(CommandWords words, IReadOnlyList<IVariation> variations)
    {
        if (MethodsOf(words).Contains(A3CMethod.Method))
            return [];
        var swept = variations.OfType<Sweep>().Select(sweep => _common.OptionOf(sweep.Hyperparameter));
        return words.Options.Select(given => given.Option).Concat(swept).Where(option => option == _staleness || _common.OfA3C.Contains(option))
            .Select(option => $"{option.Name} is read by {A3CMethod.Method.Name} alone, which is not compared; add it to --methods, or leave {option.Name} out.");
    }

    private IReadOnlyList<TrainingMethod> MethodsOf(CommandWords words) => words.ValueOf(_methods) as IReadOnlyList<TrainingMethod> ?? Methods(DefaultMethods);

    private static IReadOnlyList<TrainingMethod> Methods(string names) =>
        MethodList.TryParse(names, out var methods, out _) ? (IReadOnlyList<TrainingMethod>)methods : throw new InvalidOperationException($"The default '{names}' names no methods.");

    private HelpPage Help(string summary) => new(
        summary + " Every method is tried with the same seeds, in one thread each (a3c: in one for each worker), on the same environment, and kept with all of its episodes; the report (a page that "
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
                new HelpRow("actorcritic compare --methods a3c --sweep mode=async,sync --workers 2", "gradients as they come, or in rounds of all workers"),
                new HelpRow("actorcritic compare --methods a3c --workers 1 --staleness 0,4,16 --sweep staleness-policy=none,scale,compensate", "what stale gradients cost, and which correction helps"),
                new HelpRow("actorcritic compare --out comparisons/mine", "the same again after Ctrl-C goes on where it was"),
            ]),
            new HelpSection("Methods", [.. ComparedMethods.All.Select(method => new HelpRow(method.Name, method.Summary))]),
            .. _common.HelpSections(Own),
        ],
        "Each method has defaults of its own, which the report lists; an option given here counts for all of them. A threshold is reached when the mean return of 100 training "
        + "episodes is at least that high: 195 and 475 for CartPole-v1, the environment's own elsewhere. A trial is a function of its options and its seed, except a3c with several workers or "
        + "several gradients in flight: there the order in which gradients arrive decides too, and another run gives other numbers.");
}

using System.CommandLine;
using ActorCritic.Distributed.Node.Mistakes;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic mistakes</c>: what each classic mistake costs, beside a trainer that is right and otherwise the same.</summary>
internal sealed class MistakesCommand
{
    private readonly CommandLineSurroundings _surroundings;
    private readonly ComparisonCommandOptions _common;

    private readonly CommandOption _only = new(
        "--only", new NamedListFormat<Mistake>(MistakeCatalogue.All, mistake => mistake.Name), "the mistakes that are made, in the order of the table")
    {
        Default = "all of them",
    };

    private MistakesCommand(CommandLineSurroundings surroundings) => (_surroundings, _common) = (surroundings, new ComparisonCommandOptions(surroundings));

    private IEnumerable<CommandOption> Own => [_only];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var mistakes = new MistakesCommand(surroundings);
        var command = new OptionCommand("mistakes", "Show what each classic mistake costs.", mistakes.Own.Concat(mistakes._common.All), mistakes.RunAsync);
        helpPages.Add(command, _ => mistakes.Help(command.Description!));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, name => _common.Nearest(name, Own), faults);
        var layer = _common.LayerOf(words);
        var environment = _common.FindEnvironment(layer, faults);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        // What is wrong with the correct trainer would be wrong with every other one too.
        var correct = ComparisonCommandOptions.ContenderOf(MistakeCatalogue.Trainer, layer, environment) with { Label = MistakeCatalogue.Correct };
        var mistaken = (words.ValueOf(_only) as IReadOnlyList<Mistake> ?? MistakeCatalogue.All).Select(mistake => mistake.In(correct)).ToList();
        faults.AddRange(ComparisonCommandOptions.Violations(correct));
        if (faults.Count == 0)
            faults.AddRange(mistaken.SelectMany(ComparisonCommandOptions.Violations));
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        var request = _common.RequestOf(parsed, words, [correct, .. mistaken], environment) with { Reference = correct };
        return await _common.CompareAsync(request, cancellation).ConfigureAwait(false);
    }

    private HelpPage Help(string summary) => new(
        summary + " Actor-critic code that is wrong runs, and often learns a little. Here each mistake is made by itself, in a trainer that is right otherwise (deep A2C with GAE, the method 'gae' of "
        + "compare), with the same seeds; tables, learning curves and a page that opens offline say what it costs. Training itself has no switch for any of them.",
        "actorcritic mistakes [options]",
        [
            new HelpSection("Examples",
            [
                new HelpRow("actorcritic mistakes", "every mistake on the first environment, five seeds each"),
                new HelpRow("actorcritic mistakes --only wrong-sign,critic-not-detached", "two of them"),
                new HelpRow("actorcritic mistakes --seeds 20 --max-steps 1e6", "what a mistake costs in the long run, and how surely"),
                new HelpRow("actorcritic mistakes --reward-scale 1", "one option changed for the correct trainer and for all mistakes"),
                new HelpRow("actorcritic mistakes --out comparisons/mine", "the same again after Ctrl-C goes on where it was"),
            ]),
            new HelpSection("Mistakes, and why nothing complains", [.. MistakeCatalogue.All.Select(mistake => new HelpRow(mistake.Name, $"{mistake.Summary}. {mistake.Silence}."))]),
            .. _common.HelpSections(Own),
        ],
        "The first table is that of compare; the second says how much more each mistake takes than the correct trainer, seed by seed. A threshold is reached when the mean return of 100 training episodes is "
        + "at least that high: 195 and 475 for CartPole-v1, the environment's own elsewhere.");
}

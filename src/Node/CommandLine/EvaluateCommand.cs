using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Evaluation;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Rendering;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic evaluate RUN</c>: plays greedy episodes with the policy of a run folder.</summary>
internal sealed class EvaluateCommand
{
    private const int DefaultEpisodes = 100;

    private readonly CommandLineSurroundings _surroundings;

    private readonly CommandOption _episodes = new(
        "--episodes",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("greedy episodes") { Minimum = 1, Maximum = 100_000 }),
        "greedy episodes to play")
    {
        Default = FormattableString.Invariant($"{DefaultEpisodes}"),
    };

    private readonly CommandOption _seed = new(
        "--seed", Hyperparameter.Of(nameof(TrainingOptions.Seed)).Format, "seed of the episodes: the same one gives the same returns")
    {
        Default = "drawn afresh and printed",
    };

    private readonly CommandOption _render = new(
        "--render", OptionFormat.Truth, "then show the first of the episodes in the terminal; Ctrl-C stops it", OptionValue.None);

    private readonly CommandOption _backend = BackendOption.Create();

    private IEnumerable<CommandOption> Options => [_episodes, _seed, _backend, _render];

    private EvaluateCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var evaluate = new EvaluateCommand(surroundings);
        var command = new OptionCommand("evaluate", "Play episodes with the policy that a run has left.", evaluate.Options, evaluate.RunAsync);
        helpPages.Add(command, _ => new HelpPage(
            command.Description!,
            "actorcritic evaluate RUN [options]",
            [
                new HelpSection("Arguments", [new HelpRow("RUN", "run folder of actorcritic train, such as runs/CartPole-v1-…")]),
                new HelpSection("Options", [.. evaluate.Options.Select(option => TrainHelp.Row(option, option.Default))]),
                new HelpSection("Examples",
                [
                    new HelpRow("actorcritic evaluate runs/… --episodes 1000", "a thousand episodes"),
                    new HelpRow("actorcritic evaluate runs/… --render", "see what it has learnt"),
                ]),
            ]));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 1, name => ParseFaults.Nearest(name, Options), faults);
        RunFolder? folder = null;
        if (words.Arguments is not [var path])
            faults.Add("evaluate needs a run folder: actorcritic evaluate RUN.");
        else if (!RunFolder.TryOpen(path, out folder, out var fault))
            faults.Add(fault);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        if (!TrainedPolicy.TryLoad(folder!.PolicyFile, _surroundings.Environments, out var policy, out var policyFaults))
            return await _surroundings.FailAsync(policyFaults).ConfigureAwait(false);
        var backend = words.BackendOf(_backend);
        if (backend.FindFault() is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        using var network = backend.Create(policy.Network);
        network.Load(policy.Parameters);
        var seed = words.ValueOf(_seed) as ulong? ?? _surroundings.DrawSeed();
        var episodes = words.ValueOf(_episodes) as int? ?? DefaultEpisodes;
        var output = _surroundings.Output;
        await output.WriteLineAsync(policy.Description).ConfigureAwait(false);
        await output.WriteLineAsync(backend.Describe(policy.Network)).ConfigureAwait(false);
        try
        {
            var result = GreedyEvaluation.Run(network, CreateEnvironment, episodes, seed, cancellation);
            await output.WriteLineAsync(Summary(result, policy.Environment.RewardThreshold)).ConfigureAwait(false);
            await output.WriteLineAsync(FormattableString.Invariant($"seed {seed} (repeat with --seed {seed})")).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await output.WriteLineAsync("Interrupted before all episodes were over.").ConfigureAwait(false);
            return ExitCodes.Interrupted;
        }

        if (words.Has(_render))
        {
            var first = new GreedyEpisode(network, CreateEnvironment(), new SeedSequence(seed).Derive(SeedStream.Evaluation));
            var renderer = _surroundings.Renderers.Find(policy.Environment.Id);
            var player = new EpisodePlayer(_surroundings.Console, renderer, _surroundings.TimeProvider);
            await player.PlayAsync(first, cancellation).ConfigureAwait(false);
        }

        return cancellation.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Success;

        IEnvironment CreateEnvironment() => _surroundings.Environments.Create(policy.Environment.Id);
    }

    private static string Summary(EvaluationResult result, double threshold)
    {
        var verdict = !double.IsFinite(threshold) ? ""
            : FormattableString.Invariant($", {(result.ReturnMean >= threshold ? "reaches" : "below")} the threshold of {threshold}");
        var returns = FormattableString.Invariant(
            $"return {result.ReturnMean:0.0#} ± {result.ReturnDeviation:0.0#} (min {result.ReturnMinimum:0.##}, max {result.ReturnMaximum:0.##})");
        return FormattableString.Invariant($"{returns} over {result.Returns.Count} greedy episodes{verdict}");
    }
}

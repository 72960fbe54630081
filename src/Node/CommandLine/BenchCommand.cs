using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Presets;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic bench</c>: how fast this machine trains, and how fast it could.</summary>
internal sealed class BenchCommand
{
    private const double DefaultSeconds = 3;
    private const int DefaultSeeds = 20;
    private const long DefaultEvaluationInterval = 1_000_000;

    private static readonly IReadOnlyList<int> DefaultWorkers = [1, 2, 64];
    private static readonly IReadOnlyList<RolloutShape> DefaultShapes = [new(8, 16), new(16, 32)];
    private static readonly RolloutShapeListFormat Shapes = new();
    private static readonly BackendListFormat Backends = new();
    private static readonly OptionFormat WorkerCounts =
        OptionFormat.Of(typeof(IReadOnlyList<int>), new HyperparameterAttribute("workers") { Minimum = 1, Maximum = 1_024 });

    private readonly CommandLineSurroundings _surroundings;

    private readonly CommandOption _environment = new("--env", OptionFormat.Name, "what is trained on");

    private readonly CommandOption _backends = new("--backend", Backends, "what computes the networks, one after the other") { Default = "simd" };

    private readonly CommandOption _workers = new("--workers", WorkerCounts, "numbers of workers to train with") { Default = WorkerCounts.Format(DefaultWorkers) };

    private readonly CommandOption _shapes = new("--shapes", Shapes, "rollouts to train with, environments x steps") { Default = Shapes.Format(DefaultShapes) };

    private readonly CommandOption _seconds = new(
        "--seconds",
        OptionFormat.Of(typeof(double), new HyperparameterAttribute("seconds") { Minimum = 0.01, Maximum = 3_600 }),
        "how long each combination is measured, after it has warmed up")
    {
        Default = FormattableString.Invariant($"{DefaultSeconds}"),
    };

    private readonly CommandOption _seeds = new(
        "--seeds",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("seeds") { Minimum = 0, Maximum = 1_000 }),
        "runs until solved, each a process of its own")
    {
        Default = FormattableString.Invariant($"{DefaultSeeds}"),
    };

    private readonly CommandOption _evaluationInterval = new(
        "--evaluation-interval",
        Hyperparameter.Of(nameof(TrainingOptions.EvaluationInterval)).Format,
        "environment steps between two evaluations while throughput is measured: few, so that it is training's")
    {
        Default = FormattableString.Invariant($"{DefaultEvaluationInterval}"),
    };

    private readonly CommandOption _json = new("--json", OptionFormat.Truth, "print one JSON document", OptionValue.None);

    private readonly CommandOption _quiet = new("--quiet", OptionFormat.Truth, "print the result only", OptionValue.None);

    private BenchCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    private IEnumerable<CommandOption> Options => [_environment, _backends, _workers, _shapes, _seconds, _evaluationInterval, _seeds, _json, _quiet];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var bench = new BenchCommand(surroundings);
        var command = new OptionCommand("bench", "Measure how fast this machine trains, beside how fast it could.", bench.Options, bench.RunAsync);
        helpPages.Add(command, _ => bench.Help(command.Description!));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, name => ParseFaults.Nearest(name, Options), faults);
        var environments = _surroundings.Environments;
        var environment = environments.Choose(words.ValueOf(_environment) as string, _environment.Name, environments.Specs[0], faults);
        var seeds = words.ValueOf(_seeds) as int? ?? DefaultSeeds;
        if (seeds > 0 && !double.IsFinite(environment.RewardThreshold))
            faults.Add($"{environment.Id} has no reward threshold, so no run ends when it is solved; use --seeds 0.");
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        var backends = words.ValueOf(_backends) as IReadOnlyList<PolicyBackend> ?? [PolicyBackend.Simd];
        if (backends.Select(backend => backend.FindFault()).FirstOrDefault(fault => fault is not null) is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        var request = new BenchmarkRequest
        {
            Options = PresetCatalogue.Load().DefaultsFor(environment.Id),
            Environment = environment,
            Backends = backends,
            Workers = words.ValueOf(_workers) as IReadOnlyList<int> ?? DefaultWorkers,
            Shapes = words.ValueOf(_shapes) as IReadOnlyList<RolloutShape> ?? DefaultShapes,
            Duration = TimeSpan.FromSeconds(words.ValueOf(_seconds) as double? ?? DefaultSeconds),
            EvaluationInterval = words.ValueOf(_evaluationInterval) as long? ?? DefaultEvaluationInterval,
            Seeds = seeds,
            Json = words.Has(_json),
            Quiet = words.Has(_quiet),
        };
        return await _surroundings.Bench(request, cancellation).ConfigureAwait(false);
    }

    private HelpPage Help(string summary) => new(
        summary + " Trains in this process with every number of workers and shape of rollout, has the learner apply gradients that cost nothing, and starts a process for each seed until "
        + "it is solved; everything else is the environment's preset. Close what else is running: every number is of the whole machine.",
        "actorcritic bench [options]",
        [
            new HelpSection("Examples",
            [
                new HelpRow("actorcritic bench", "everything, a minute or two"),
                new HelpRow("actorcritic bench --backend simd,torch --seeds 0", "what the vector instructions are worth"),
                new HelpRow("actorcritic bench --workers 2 --shapes 16x32,64x32 --seconds 10 --seeds 0 --json", "two combinations, for a script"),
                new HelpRow("actorcritic bench --workers none --seeds 20", "no throughput; time until solved"),
            ]),
            new HelpSection("Options", [.. Options.Select(option => TrainHelp.Row(option, option == _environment ? _surroundings.Environments.Specs[0].Id : option.Default))]),
        ],
        "Ctrl-C prints what was measured by then.");
}

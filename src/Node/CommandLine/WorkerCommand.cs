using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic worker</c>: a worker node for a learner on another machine.</summary>
internal sealed class WorkerCommand
{
    private const int DefaultWorkers = 2;

    private readonly CommandLineSurroundings _surroundings;
    private readonly ClusterCommandOptions _cluster = new(
        defaultPort: 0, "learner processes to join through, any of them; tried for as long as it takes");

    private readonly CommandOption _workers = new(
        "--workers",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("workers") { Minimum = 1, Maximum = 1024 }),
        "worker actors in this process; they share its cores")
    {
        Default = FormattableString.Invariant($"{DefaultWorkers}"),
    };

    private readonly CommandOption _backend = BackendOption.Create();

    private readonly CommandOption _quiet = new("--quiet", OptionFormat.Truth, "print warnings only", OptionValue.None);

    private WorkerCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    private IEnumerable<CommandOption> Options => [_workers, .. _cluster.All, _backend, _quiet];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var worker = new WorkerCommand(surroundings);
        var command = new OptionCommand("worker", "Train for a learner on another machine; it brings the plan.", worker.Options, worker.RunAsync);
        helpPages.Add(command, _ => new HelpPage(
            command.Description!,
            "actorcritic worker --join HOST:PORT [options]",
            [
                new HelpSection("Examples",
                [
                    new HelpRow("actorcritic worker --join 10.0.0.5:4053", "two workers for the learner there"),
                    new HelpRow("actorcritic worker --join a:4053,b:4053 --workers 8", "eight, whichever of two learners is alive"),
                ]),
                new HelpSection("Options", [.. worker.Options.Select(option => TrainHelp.Row(option, option.Default))]),
            ],
            "Start workers before or after their learner, and as many as there are machines. A worker that loses its learner asks on until one answers; "
            + "Ctrl-C or SIGTERM makes it leave in good order. Exit codes: 0 the run is over or the worker left, 1 it cannot take part, 2 wrong options."));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, name => ParseFaults.Nearest(name, Options), faults);
        if (!words.Has(_cluster.Join) && faults.Count == 0)
            faults.Add("worker needs the address of a learner: --join HOST:PORT.");
        var membership = _cluster.Read(words, _surroundings.TimeProvider.GetUtcNow(), faults);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        var backend = words.BackendOf(_backend);
        if (backend.FindFault() is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        var request = new WorkerRequest
        {
            Membership = membership,
            Workers = words.ValueOf(_workers) as int? ?? DefaultWorkers,
            Backend = backend,
            Quiet = words.Has(_quiet),
        };
        await ClusterCommandOptions.WarnAsync(membership, _surroundings.Errors).ConfigureAwait(false);
        return await _surroundings.Work(request, cancellation).ConfigureAwait(false);
    }
}

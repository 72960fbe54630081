using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic simulate</c>: a cluster inside this process, and what faults do to it.</summary>
internal sealed class SimulateCommand
{
    private const int DefaultNodes = 2;
    private const int DefaultWorkersPerNode = 1;
    private const int DefaultStandbys = 1;
    private const long DefaultReplicateEvery = 100;

    private readonly CommandLineSurroundings _surroundings;
    private readonly TrainCommandOptions _training = new(without: nameof(TrainingOptions.Workers));

    private readonly CommandOption _nodes = new("--nodes", Whole("nodes", 1, 256), "worker nodes: worker-1, worker-2, …")
    {
        Default = FormattableString.Invariant($"{DefaultNodes}"),
    };

    private readonly CommandOption _workersPerNode = new("--workers-per-node", Whole("workers", 1, 256), "worker actors of each")
    {
        Default = FormattableString.Invariant($"{DefaultWorkersPerNode}"),
    };

    private readonly CommandOption _standbys = new("--standbys", Whole("standbys", 0, 8), "learner processes that stand by: standby-1, standby-2, …")
    {
        Default = FormattableString.Invariant($"{DefaultStandbys}"),
    };

    private readonly CommandOption _replicateEvery = new(
        "--replicate-every",
        OptionFormat.Of(typeof(long), new HyperparameterAttribute("versions") { Minimum = 1 }),
        "most versions that the takeover of a process that stands by goes back")
    {
        Default = FormattableString.Invariant($"{DefaultReplicateEvery}"),
    };

    private readonly CommandOption _processes = new(
        "--processes", OptionFormat.Truth, "make each node an operating-system process; kill is then kill -9, and pause SIGSTOP", OptionValue.None);

    private readonly CommandOption _fault = new(
        "--fault", new FaultFormat(), "KIND:NODE@WHEN[+DURATION][=DELAY]; several are given one by one")
    {
        IsRepeatable = true,
    };

    private readonly CommandOption _chaos = new(
        "--chaos",
        OptionFormat.Of(typeof(ulong), new HyperparameterAttribute("seed")),
        "draw the faults from this seed, use up the budget, and check that every promise is kept");

    private readonly TrainRequestComposer _composer;

    private SimulateCommand(CommandLineSurroundings surroundings)
    {
        _surroundings = surroundings;
        _composer = new TrainRequestComposer(surroundings, _training);
    }

    private IEnumerable<CommandOption> Cluster => [_nodes, _workersPerNode, _standbys, _replicateEvery, _processes];

    private IEnumerable<CommandOption> Faults => [_fault, _chaos];

    private IEnumerable<CommandOption> Options => [.. Cluster, .. Faults, .. _training.All];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var simulate = new SimulateCommand(surroundings);
        var command = new OptionCommand("simulate", "Train on a cluster inside this process, and see what faults cost.", simulate.Options, simulate.RunAsync);
        helpPages.Add(command, simulate.Help);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var notices = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, Nearest, faults);
        var training = _composer.Compose(words, CommandText.Of(parsed), faults, notices);
        var request = Request(words, training);
        faults.AddRange(request.Cast.FaultsIn(request.Faults));
        faults.AddRange(Contradictions(words));
        if (request.Processes)
            faults.AddRange(ImpossibleBetweenProcesses(request));
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        if (training.Backend.FindFault() is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        if (!training.Quiet)
        {
            foreach (var notice in notices)
                await _surroundings.Output.WriteLineAsync(notice).ConfigureAwait(false);
        }

        return await _surroundings.Simulate(request, cancellation).ConfigureAwait(false);
    }

    private SimulationRequest Request(CommandWords words, TrainRequest training)
    {
        var cast = new SimulatedCast(words.ValueOf(_nodes) as int? ?? DefaultNodes, words.ValueOf(_standbys) as int? ?? DefaultStandbys);
        var workersPerNode = words.ValueOf(_workersPerNode) as int? ?? DefaultWorkersPerNode;
        var chaos = words.ValueOf(_chaos) as ulong?;

        // A learner that stops when it has solved would be done before the first fault.
        var untilSolved = training.UntilSolved && chaos is null;
        var options = training.Options with { Workers = cast.Workers * workersPerNode };
        return new SimulationRequest
        {
            Training = training with
            {
                Options = options,
                UntilSolved = untilSolved,
                PlanJson = PlanFile.Write(options, untilSolved, training.CommandLine, ProgramVersion.Text),
            },
            Cast = cast,
            WorkersPerNode = workersPerNode,
            Mark = _surroundings.DrawSeed(),
            ReplicateEvery = words.ValueOf(_replicateEvery) as long? ?? DefaultReplicateEvery,
            Faults = [.. words.ValuesOf(_fault).OfType<Fault>()],
            Chaos = chaos,
            Processes = words.Has(_processes),
        };
    }

    private IEnumerable<string> Contradictions(CommandWords words)
    {
        if (!words.Has(_chaos))
            yield break;
        if (words.Has(_fault))
            yield return "--chaos draws the faults itself; give either --chaos or --fault.";
        if (words.Has(_training.UntilSolved))
            yield return "--chaos uses up the budget, so that all of its faults happen; leave --until-solved out.";
    }

    private static IEnumerable<string> ImpossibleBetweenProcesses(SimulationRequest request)
    {
        if (OperatingSystem.IsWindows())
            yield return "--processes needs the signals of Unix; leave it out to simulate inside this process.";
        if (request.Chaos is not null)
            yield return "--chaos looks into every learner, which it cannot do from outside; leave --processes out.";
    }

    private string Nearest(string name) =>
        Hyperparameter.KnownElsewhereAs(name) is null ? ParseFaults.Nearest(name, Options) : _training.Nearest(name);

    private HelpPage Help(ParseResult parsed)
    {
        var words = CommandWords.Read(parsed, maximumArguments: 0, Nearest, faults: []);
        var page = TrainHelp.Page(_training, _composer.Defaults(words, out var preset), preset);
        return page with
        {
            Summary = "Train on a cluster inside this process: a learner, processes that stand by for it and worker nodes, each an actor system of its own over "
                + "real connections of the loopback interface. Faults are carried out as asked; the report says what they cost.",
            Usage = "actorcritic simulate [options]",
            Sections =
            [
                new HelpSection("Examples",
                [
                    new HelpRow("actorcritic simulate --nodes 4 --workers-per-node 2", "a cluster that nothing happens to"),
                    new HelpRow("actorcritic simulate --no-stop --fault kill:learner@20000 --fault cut:worker-1@2s+6s", "a takeover, and a worker node that is away"),
                    new HelpRow("actorcritic simulate --processes --no-stop --fault kill:learner@20000", "the same takeover between processes, by kill -9"),
                    new HelpRow("actorcritic simulate --chaos 7", "faults drawn from a seed, and every promise checked"),
                ]),
                new HelpSection("Cluster", [.. Cluster.Select(option => TrainHelp.Row(option, option.Default))]),
                new HelpSection("Faults", [.. Faults.Select(option => TrainHelp.Row(option, option.Default)), .. Kinds]),
                .. page.Sections.Skip(1),
            ],
            Remarks = "The nodes are learner, standby-1, … and worker-1, …. WHEN is a time since the first applied gradient (5s, 500ms) or a number of environment steps of "
                + "the run (20000); without a DURATION a fault lasts to the end. A run that is solved ends before later faults: --no-stop uses up the budget. "
                + "The run folder gets a folder for each learner process, a log for each worker process, and simulation.json. " + page.Remarks,
        };
    }

    private static IEnumerable<HelpRow> Kinds =>
    [
        new("  kill:worker-2@5s", "gone in an instant, as by kill -9; kill:worker-2@5s+3s starts it again 3 s later"),
        new("  pause:worker-1@20000+3s", "its messages stand still for 3 s and are delivered then"),
        new("  cut:learner@4s+6s", "its messages are lost for 6 s"),
        new("  delay:worker-1@2s+5s=50ms", "each of its messages is 50 ms late, for 5 s"),
        new("  nan:worker-1@3s+2s", "its workers send gradients that are not numbers, for 2 s"),
    ];

    private static OptionFormat Whole(string name, int minimum, int maximum) =>
        OptionFormat.Of(typeof(int), new HyperparameterAttribute(name) { Minimum = minimum, Maximum = maximum });
}

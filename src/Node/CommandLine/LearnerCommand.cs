using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic learner</c>: the learner of a run whose workers are on other machines, or one that stands by for it.</summary>
internal sealed class LearnerCommand
{
    private static readonly OptionFormat Seconds =
        OptionFormat.Of(typeof(double), new HyperparameterAttribute("seconds") { Minimum = 0.1, Maximum = 86_400 });

    private readonly CommandLineSurroundings _surroundings;
    private readonly TrainCommandOptions _training = new(without: nameof(TrainingOptions.Workers));
    private readonly ClusterCommandOptions _cluster = new(
        NodeAddress.DefaultPort, "the run's other learner processes; this one then stands by until it is needed");

    private readonly CommandOption _resume = new(
        "--resume", OptionFormat.Path, "go on from the newest valid checkpoint of this run folder, with the run's own plan");

    private readonly CommandOption _resumeOrBegin = new(
        "--resume-or-begin", OptionFormat.Path, "the same if there is one, and a new run in this folder if no run was there: for services that restart");

    private readonly CommandOption _replicateEvery = new(
        "--replicate-every",
        OptionFormat.Of(typeof(long), new HyperparameterAttribute("versions") { Minimum = 1 }),
        "most versions that the takeover of a process that stands by goes back")
    {
        Default = "1000",
    };

    private readonly CommandOption _checkpointEvery = new("--checkpoint-every", Seconds, "seconds between two checkpoints, looked at once a second") { Default = "10" };

    private readonly CommandOption _stallAfter = new(
        "--stall-after", Seconds, "seconds without an applied gradient after which the learner says what it waits for")
    {
        Default = "15",
    };

    private readonly CommandOption _startWorkers = new(
        "--start-workers",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("workers") { Minimum = 1, Maximum = 16_384 }),
        "with --mode sync: workers that have to be there before the first round, so that a seed always gives the same policy")
    {
        Default = "1",
    };

    private readonly TrainRequestComposer _composer;

    private LearnerCommand(CommandLineSurroundings surroundings)
    {
        _surroundings = surroundings;
        _composer = new TrainRequestComposer(surroundings, _training);
    }

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var learner = new LearnerCommand(surroundings);
        var command = new OptionCommand("learner", "Learn from workers on other machines, or stand by for another learner.", learner.Options, learner.RunAsync);
        helpPages.Add(command, learner.Help);
        return command;
    }

    private IEnumerable<CommandOption> Safety => [_resume, _resumeOrBegin, _checkpointEvery, _replicateEvery, _stallAfter, _startWorkers];

    private IEnumerable<CommandOption> Options => [.. _cluster.All, .. Safety, .. _training.All];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var notices = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, Nearest, faults);
        var training = _composer.Compose(words, CommandText.Of(parsed), faults, notices);
        if (words.ValueOf(_startWorkers) is > 1 && !words.Has(_resume) && training.Options.Mode != TrainingMode.Sync)
            faults.Add("--start-workers is for synchronous rounds; add --mode sync, or leave it out: asynchronous workers train from the moment they come.");
        if (words.Has(_resume))
        {
            faults.AddRange(
                from given in words.Options
                where _training.All.Contains(given.Option) && given.Option != _training.Quiet && given.Option != _training.Backend
                select $"--resume goes on with the run's own plan, in its folder; leave out {given.Name}.");
        }

        if (words.Has(_resumeOrBegin))
        {
            faults.AddRange(
                from other in new[] { _resume, _training.Out }
                where words.Has(other)
                select $"--resume-or-begin names the run's folder already; leave out {other.Name}.");
        }

        var membership = _cluster.Read(words, _surroundings.TimeProvider.GetUtcNow(), faults);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        if (training.Backend.FindFault() is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        if (!training.Quiet && !words.Has(_resume) && !words.Has(_resumeOrBegin))
        {
            foreach (var notice in notices)
                await _surroundings.Output.WriteLineAsync(notice).ConfigureAwait(false);
        }

        var defaults = new LearnerRequest { Training = training, Mark = _surroundings.DrawSeed(), Membership = membership };
        var request = defaults with
        {
            Resume = (words.ValueOf(_resume) ?? words.ValueOf(_resumeOrBegin)) as string,
            MayBegin = words.Has(_resumeOrBegin),
            StartWorkers = words.ValueOf(_startWorkers) as int? ?? defaults.StartWorkers,
            ReplicateEvery = words.ValueOf(_replicateEvery) as long? ?? defaults.ReplicateEvery,
            CheckpointInterval = SecondsOf(words, _checkpointEvery) ?? defaults.CheckpointInterval,
            StallTimeout = SecondsOf(words, _stallAfter) ?? defaults.StallTimeout,
        };
        await ClusterCommandOptions.WarnAsync(membership, _surroundings.Errors).ConfigureAwait(false);
        return await _surroundings.Learn(request, cancellation).ConfigureAwait(false);
    }

    private static TimeSpan? SecondsOf(CommandWords words, CommandOption option) =>
        words.ValueOf(option) is double seconds ? TimeSpan.FromSeconds(seconds) : null;

    private string Nearest(string name) =>
        Hyperparameter.KnownElsewhereAs(name) is null ? ParseFaults.Nearest(name, Options) : _training.Nearest(name);

    private HelpPage Help(ParseResult parsed)
    {
        var words = CommandWords.Read(parsed, maximumArguments: 0, Nearest, faults: []);
        var defaults = _composer.Defaults(words, out var preset);
        var page = TrainHelp.Page(_training, defaults, preset);
        return page with
        {
            Summary = "Learn from workers on other machines (actorcritic worker), or stand by for another learner of the same run.",
            Usage = "actorcritic learner [options]",
            Sections =
            [
                new HelpSection("Examples",
                [
                    new HelpRow("actorcritic learner", $"{defaults.Environment} with its preset; it says how workers join"),
                    new HelpRow("actorcritic learner --join 10.0.0.5:4053", "stand by for the learner there; it brings the plan"),
                    new HelpRow("actorcritic learner --resume runs/…", "go on with a run whose learner died"),
                ]),
                new HelpSection("Cluster", [.. _cluster.All.Select(option => TrainHelp.Row(option, option.Default))]),
                new HelpSection("Safety", [.. Safety.Select(option => TrainHelp.Row(option, option.Default))]),
                .. page.Sections.Skip(1),
            ],
        };
    }
}

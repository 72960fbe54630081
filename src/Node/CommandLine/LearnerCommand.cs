using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic learner</c>: the learner of a run whose workers are on other machines, or one that stands by for it.</summary>
internal sealed class LearnerCommand
{
    private readonly CommandLineSurroundings _surroundings;
    private readonly TrainCommandOptions _training = new(without: nameof(TrainingOptions.Workers));
    private readonly ClusterCommandOptions _cluster = new(
        NodeAddress.DefaultPort, "the run's other learner processes; this one then stands by until it is needed");

    private readonly TrainRequestComposer _composer;

    private LearnerCommand(CommandLineSurroundings surroundings)
    {
        _surroundings = surroundings;
        _composer = new TrainRequestComposer(surroundings, _training);
    }

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var learner = new LearnerCommand(surroundings);
        var command = new Command("learner", "Learn from workers on other machines, or stand by for another learner.") { TreatUnmatchedTokensAsErrors = false };
        foreach (var option in learner.Options)
            command.Add(option);
        command.SetAction(learner.RunAsync);
        helpPages.Add(command, learner.Help);
        return command;
    }

    private IEnumerable<CommandOption> Options => [.. _cluster.All, .. _training.All];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var notices = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, Nearest, faults);
        var training = _composer.Compose(words, CommandText.Of(parsed), faults, notices);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        if (TorchRuntime.Initialize() is { } torchFault)
            return await _surroundings.FailAsync([torchFault]).ConfigureAwait(false);

        if (!training.Quiet)
        {
            foreach (var notice in notices)
                await _surroundings.Output.WriteLineAsync(notice).ConfigureAwait(false);
        }

        var request = new LearnerRequest { Training = training, Membership = _cluster.Read(words) };
        return await _surroundings.Learn(request, cancellation).ConfigureAwait(false);
    }

    private string Nearest(string name)
    {
        var nearest = ParseFaults.Nearest(name, _cluster.All);
        return NearestIsCloser(name, nearest) ? nearest : _training.Nearest(name);
    }

    private bool NearestIsCloser(string name, string nearest) =>
        Algorithm.Environments.NearestName.Of(name, [nearest, _training.Nearest(name)]) == nearest;

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
                ]),
                new HelpSection("Cluster", [.. _cluster.All.Select(option => TrainHelp.Row(option, option.Default))]),
                .. page.Sections.Skip(1),
            ],
        };
    }
}

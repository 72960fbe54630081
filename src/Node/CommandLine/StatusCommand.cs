using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic status</c>: how a run in a cluster stands.</summary>
internal sealed class StatusCommand
{
    private const double DefaultTimeoutSeconds = 5;

    private readonly CommandLineSurroundings _surroundings;

    private readonly CommandOption _connect = new(
        "--connect", new NodeAddressListFormat(), "a learner or worker process of the cluster; the first that answers is enough");

    private readonly CommandOption _json = new("--json", OptionFormat.Truth, "print everything as JSON, for scripts", OptionValue.None);

    private readonly CommandOption _health = new(
        "--health", OptionFormat.Truth, "print one line, and fail if the run stands still: for probes", OptionValue.None);

    private readonly CommandOption _timeout = new(
        "--timeout",
        OptionFormat.Of(typeof(double), new HyperparameterAttribute("seconds") { Minimum = 0, MinimumExcluded = true, Maximum = 3_600 }),
        "seconds to wait for an answer")
    {
        Default = FormattableString.Invariant($"{DefaultTimeoutSeconds}"),
    };

    private readonly TlsCommandOptions _tls = new();

    private StatusCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    private IEnumerable<CommandOption> Options => [_connect, _json, _health, _timeout, .. _tls.All];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var status = new StatusCommand(surroundings);
        var command = new OptionCommand("status", "Ask a cluster how its run stands.", status.Options, status.RunAsync);
        helpPages.Add(command, _ => new HelpPage(
            command.Description!,
            "actorcritic status --connect HOST:PORT [options]",
            [
                new HelpSection("Examples",
                [
                    new HelpRow("actorcritic status --connect 10.0.0.5:4053", "the run, its nodes and their workers"),
                    new HelpRow("actorcritic status --connect a:4053 --json", "the same for a script"),
                ]),
                new HelpSection("Options", [.. status.Options.Select(option => TrainHelp.Row(option, option.Default))]),
            ],
            "Exit codes: 0 answered, 1 nobody answered or, with --health, nothing progresses, 2 wrong options."));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, name => ParseFaults.Nearest(name, Options), faults);
        if (words.ValueOf(_connect) is not IReadOnlyList<NodeAddress> addresses)
        {
            addresses = [];
            if (faults.Count == 0)
                faults.Add("status needs the address of a node: --connect HOST:PORT.");
        }

        var tls = _tls.Read(words, _surroundings.TimeProvider.GetUtcNow(), faults);
        if (faults.Count > 0)
            return await _surroundings.RefuseAsync(faults).ConfigureAwait(false);

        using var log = new RunLog(() => TextWriter.Null, _ => { }, _surroundings.TimeProvider);
        var client = new StatusClient(tls, log);
        var timeout = TimeSpan.FromSeconds(words.ValueOf(_timeout) as double? ?? DefaultTimeoutSeconds);
        foreach (var address in addresses)
        {
            var (status, fault) = await client.AskAsync(address, timeout, cancellation).ConfigureAwait(false);
            if (status is not null)
                return await TellAsync(words, status).ConfigureAwait(false);
            faults.Add(fault!);
        }

        return await _surroundings.FailAsync(faults).ConfigureAwait(false);
    }

    private async Task<int> TellAsync(CommandWords words, Protocol.Messages.TrainingStatus status)
    {
        var writer = _surroundings.Output;
        if (words.Has(_health))
        {
            await writer.WriteLineAsync(status.Standstill.Length > 0 ? status.Standstill : StatusText.Line(status)).ConfigureAwait(false);
            return status.Standstill.Length > 0 ? ExitCodes.Failure : ExitCodes.Success;
        }

        if (words.Has(_json))
        {
            await writer.WriteLineAsync(ScriptJson.Of(status)).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        foreach (var line in StatusReport.Lines(status))
            await writer.WriteLineAsync(line).ConfigureAwait(false);
        return ExitCodes.Success;
    }
}

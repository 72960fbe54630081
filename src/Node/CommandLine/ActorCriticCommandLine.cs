using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command line <c>actorcritic</c>: train, learner, worker, status, simulate, compare, mistakes, bench, evaluate, environments, certificates, doctor.</summary>
public static class ActorCriticCommandLine
{
    /// <summary>Carries out one command line.</summary>
    /// <param name="arguments">The arguments as the process got them.</param>
    /// <param name="surroundings">What the commands work with.</param>
    /// <param name="cancellation">Asks the command to come to an end.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, CommandLineSurroundings surroundings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(surroundings);

        // A value that begins with @ is a value; and -abc is a misspelt option, not three.
        var syntax = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = Create(surroundings, arguments is [var firstWord, ..] ? firstWord : null).Parse(arguments, syntax);
        if (parsed.Action is ParseErrorAction)
            return await surroundings.RefuseAsync(ParseFaults.Of(parsed)).ConfigureAwait(false);

        var invocation = new InvocationConfiguration
        {
            Output = surroundings.Output,
            Error = surroundings.Errors,
            EnableDefaultExceptionHandler = false,

            // Signals are the caller's affair: they come in by the cancellation token.
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(invocation, cancellation).ConfigureAwait(false);
    }

    private static RootCommand Create(CommandLineSurroundings surroundings, string? firstWord)
    {
        var helpPages = new HelpPages(surroundings);
        (string Name, Func<Command> Create)[] commands =
        [
            ("train", () => TrainCommand.Create(surroundings, helpPages)),
            ("learner", () => LearnerCommand.Create(surroundings, helpPages)),
            ("worker", () => WorkerCommand.Create(surroundings, helpPages)),
            ("status", () => StatusCommand.Create(surroundings, helpPages)),
            ("simulate", () => SimulateCommand.Create(surroundings, helpPages)),
            ("compare", () => CompareCommand.Create(surroundings, helpPages)),
            ("mistakes", () => MistakesCommand.Create(surroundings, helpPages)),
            ("bench", () => BenchCommand.Create(surroundings, helpPages)),
            ("evaluate", () => EvaluateCommand.Create(surroundings, helpPages)),
            ("environments", () => EnvironmentsCommand.Create(surroundings)),
            ("certificates", () => CertificatesCommand.Create(surroundings, helpPages)),
            (surroundings.Doctor.Name, () => surroundings.Doctor),
        ];

        // The options of all commands take longer to make than to read; whoever names a command needs no other.
        var root = new RootCommand();
        var named = commands.Where(command => command.Name == firstWord).ToArray();
        foreach (var (_, create) in named.Length > 0 ? named : commands)
            root.Add(create());
        root.Options.OfType<HelpOption>().Single().Action = helpPages;
        root.Options.OfType<VersionOption>().Single().Action = new VersionLine(surroundings);
        helpPages.Add(root, _ => RootHelp(root));

        // Without a command nothing is done, which a script must be able to tell from success.
        root.SetAction(parsed =>
        {
            helpPages.Write(parsed, surroundings.Errors);
            return ExitCodes.Usage;
        });
        return root;
    }

    private static HelpPage RootHelp(RootCommand root) => new(
        "Trains policies with A3C: workers play and compute gradients, a learner applies them as they arrive.",
        "actorcritic COMMAND [options]",
        [
            new HelpSection("Commands", [.. root.Subcommands.Select(command => new HelpRow(command.Name, command.Description!))]),
            new HelpSection("Options",
            [
                new HelpRow("--help", "explain a command: actorcritic train --help"),
                new HelpRow("--version", "print the version"),
            ]),
            new HelpSection("Examples",
            [
                new HelpRow("actorcritic train", "train CartPole-v1 until it is solved"),
                new HelpRow("actorcritic learner", "train with workers on other machines: actorcritic worker --join …"),
                new HelpRow("actorcritic simulate --fault kill:worker-2@5s", "see what a fault costs, on a cluster inside this process"),
                new HelpRow("actorcritic compare --methods reinforce,gae,ppo", "learning curves of several methods, each with several seeds"),
                new HelpRow("actorcritic mistakes", "what each classic mistake of actor-critic code costs"),
                new HelpRow("actorcritic bench", "how fast this machine trains, and how fast it could"),
                new HelpRow("actorcritic evaluate runs/… --render", "play 100 episodes with what a run learnt, and watch one"),
                new HelpRow("actorcritic environments", "see what can be trained on"),
                new HelpRow("actorcritic certificates create --authority tls --node learner", "let nodes on several machines trust each other"),
                new HelpRow("actorcritic doctor", "find out why something does not work on this machine"),
            ]),
        ]);

    private sealed class VersionLine(CommandLineSurroundings surroundings) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            surroundings.Output.WriteLine($"actorcritic {ProgramVersion.Text}");
            return ExitCodes.Success;
        }
    }
}

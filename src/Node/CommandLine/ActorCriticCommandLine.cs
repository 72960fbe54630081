using System.CommandLine;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command line <c>actorcritic</c>: train, evaluate, environments, doctor.</summary>
public static class ActorCriticCommandLine
{
    /// <summary>Carries out one command line.</summary>
    /// <param name="arguments">The arguments as the process got them.</param>
    /// <param name="surroundings">What the commands work with.</param>
    /// <param name="cancellation">Asks the command to come to an end.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandLineSurroundings surroundings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(surroundings);

        var root = Create(surroundings);

        // A value that begins with @ is a value; and -abc is a misspelt option, not three.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            foreach (var fault in ParseFaults.Of(parsed))
                await surroundings.Errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

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

    /// <summary>The commands.</summary>
    internal static RootCommand Create(CommandLineSurroundings surroundings) =>
        new("Trains policies with A3C: worker actors play, a learner actor learns.")
        {
            TrainCommand.Create(surroundings),
            surroundings.Doctor,
        };
}

using System.CommandLine;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>A command that is told what to do by options.</summary>
internal sealed class OptionCommand : Command
{
    /// <summary>A command with its options.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="summary">What it does, in a sentence.</param>
    /// <param name="options">What it can be told.</param>
    /// <param name="run">Carries it out and returns its exit code.</param>
    public OptionCommand(string name, string summary, IEnumerable<CommandOption> options, Func<ParseResult, CancellationToken, Task<int>> run)
        : base(name, summary)
    {
        // Every fault of every source is listed at once: the words that the parser cannot place are reported with the others.
        TreatUnmatchedTokensAsErrors = false;
        foreach (var option in options)
            Add(option);
        SetAction(run);
    }
}

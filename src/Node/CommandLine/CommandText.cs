using System.CommandLine;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>A command line as one line of text that a shell reads back as the same words.</summary>
internal static class CommandText
{
    /// <summary>The command line that was parsed, beginning with the program's name.</summary>
    public static string Of(ParseResult parsed) =>
        string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value)).Prepend("actorcritic"));

    /// <summary>A word as it is typed, in quotation marks where the shell needs them.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_.,/:=+@%".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>Explanations and causes: sentences for a person, of any length until they are sent.</summary>
internal static class FreeText
{
    private const string Ellipsis = "…";

    /// <summary>
    /// The text, cut to <see cref="WireLimits.TextLength"/>. An exception's message can be pages long, and the beginning of a cause is worth more than
    /// a refused message.
    /// </summary>
    public static string Cut(string text)
    {
        if (text.Length <= WireLimits.TextLength)
            return text;

        var kept = WireLimits.TextLength - Ellipsis.Length;
        if (char.IsHighSurrogate(text[kept - 1]))
            kept--; // half a character cannot be encoded
        return text[..kept] + Ellipsis;
    }
}

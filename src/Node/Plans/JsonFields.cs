using System.Text.Json;
using System.Text.Unicode;

namespace ActorCritic.Distributed.Node.Plans;

/// <summary>One field of a JSON object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonField(string Name, int Line, JsonElement Value);

/// <summary>A fault of a JSON text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Sentence">What is wrong.</param>
internal sealed record JsonFault(int Line, string Sentence);

/// <summary>
/// Reads a JSON object field by field, with the lines that messages name. Comments and trailing commas are allowed: people write these files.
/// </summary>
internal static class JsonFields
{
    /// <summary>All fields in their order; a name may occur twice.</summary>
    /// <param name="utf8">The text, with or without a byte order mark.</param>
    /// <param name="fault">What is wrong if it is not exactly one JSON object; the result is then empty.</param>
    public static IReadOnlyList<JsonField> Read(ReadOnlySpan<byte> utf8, out JsonFault? fault)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8["\uFEFF"u8.Length..];
        fault = FindInvalidLine(utf8) is { } invalidLine ? new JsonFault(invalidLine, "this is not UTF-8 text.") : null;
        if (fault is not null)
            return [];

        var fields = new List<JsonField>();
        var line = 1;
        try
        {
            var syntax = new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            var reader = new Utf8JsonReader(utf8, syntax);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                fault = new JsonFault(LineAt(utf8, reader.TokenStartIndex), "a JSON object is expected: { \"field\": value, … }.");
                return [];
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                line = LineAt(utf8, reader.TokenStartIndex);
                var name = reader.GetString()!;
                reader.Read();
                fields.Add(new JsonField(name, line, JsonElement.ParseValue(ref reader)));
            }

            // Whatever follows the object is refused by the reader itself.
            while (reader.Read())
            {
            }

            return fields;
        }
        catch (JsonException exception)
        {
            fault = new JsonFault((int)(exception.LineNumber ?? 0) + 1, $"this is not valid JSON: {WithoutPosition(exception.Message)}");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for half a surrogate pair, such as "\ud800".
            fault = new JsonFault(line, "this is not valid JSON: the name of the field is no text.");
        }

        return [];
    }

    private static int? FindInvalidLine(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
            return null;
        var line = 1;
        foreach (var range in utf8.Split((byte)'\n'))
        {
            if (!Utf8.IsValid(utf8[range]))
                break;
            line++;
        }

        return line;
    }

    private static int LineAt(ReadOnlySpan<byte> utf8, long index) => 1 + utf8[..(int)index].Count((byte)'\n');

    /// <summary>The reader appends its position in two other notations.</summary>
    private static string WithoutPosition(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}

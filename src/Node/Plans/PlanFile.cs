using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Plans;

/// <summary>plan.json: everything that is needed to repeat a run. Every configuration file has its form, complete or not.</summary>
/// <remarks>
/// A flat object: <c>format</c>, the training options under their camelCase names, <c>untilSolved</c>, and for the reader's eyes
/// <c>command</c> and <c>version</c>, which are not read. An unknown field, a field twice and a value of the wrong type or range are faults:
/// a misspelt option that is silently ignored costs its owner a night of training.
/// </remarks>
internal static class PlanFile
{
    /// <summary>The version of the form; files without it count as this one.</summary>
    public const int Format = 1;

    /// <summary>Of one file, told a line each.</summary>
    private const int MostFaults = 10;

    private const string FormatField = "format";
    private const string UntilSolvedField = "untilSolved";

    private static readonly string[] UnreadFields = ["command", "version"];

    private static readonly Dictionary<string, Hyperparameter> Fields =
        Hyperparameter.All.ToDictionary(hyperparameter => hyperparameter.FieldName, StringComparer.Ordinal);

    private static readonly string[] KnownFields = [.. Fields.Keys, UntilSolvedField, FormatField, .. UnreadFields];

    /// <summary>Writes a complete plan.</summary>
    /// <param name="options">The training options.</param>
    /// <param name="untilSolved">Whether the run ends once the environment is solved.</param>
    /// <param name="command">The command that started the run.</param>
    /// <param name="version">The version of the program.</param>
    public static string Write(TrainingOptions options, bool untilSolved, string command, string version)
    {
        using var stream = new MemoryStream();
        var style = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, style))
        {
            json.WriteStartObject();
            json.WriteNumber(FormatField, Format);
            json.WriteString("command", command);
            json.WriteString("version", version);
            foreach (var hyperparameter in Hyperparameter.All)
            {
                json.WritePropertyName(hyperparameter.FieldName);
                hyperparameter.Format.Write(json, hyperparameter.ValueIn(options));
            }

            json.WriteBoolean(UntilSolvedField, untilSolved);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Reads a plan or a configuration file.</summary>
    /// <param name="utf8">Its text.</param>
    /// <param name="source">What to call it in a message, such as its path.</param>
    /// <param name="faults">Takes a line for each fault.</param>
    public static PlanLayer Read(ReadOnlySpan<byte> utf8, string source, ICollection<string> faults)
    {
        var layer = new PlanLayer();
        var fields = JsonFields.Read(utf8, out var jsonFault);
        if (jsonFault is not null)
            faults.Add($"{source}, line {jsonFault.Line}: {jsonFault.Sentence}");

        var found = new List<string>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var place = FormattableString.Invariant($"{source}, line {field.Line}");
            var fault = lines.TryAdd(field.Name, field.Line)
                ? ReadField(field, place, layer)
                : FormattableString.Invariant($"{field.Name} is given a second time, after line {lines[field.Name]}; keep one.");
            if (fault is not null)
                found.Add($"{place}: {fault}");
        }

        // A file of another kind is wrong in every line, and a page of that hides what to do about it.
        foreach (var fault in found.Take(MostFaults))
            faults.Add(fault);
        if (found.Count > MostFaults)
            faults.Add(FormattableString.Invariant($"{source} has {found.Count - MostFaults} more faults; give a plan, such as the plan.json of a run folder."));
        return layer;
    }

    /// <summary>Reads one field into the layer, or says what is wrong with it.</summary>
    /// <param name="field">The field.</param>
    /// <param name="place">What to call its place in a message, to be followed by a colon.</param>
    /// <param name="layer">Takes the value.</param>
    internal static string? ReadField(JsonField field, string place, PlanLayer layer)
    {
        if (Fields.TryGetValue(field.Name, out var hyperparameter))
        {
            if (!hyperparameter.Format.TryRead(field.Value, out var value, out var expectation))
                return MustBe(field, expectation);
            layer.Set(hyperparameter, value, $"{place}: {field.Name}");
            return null;
        }

        switch (field.Name)
        {
            case UntilSolvedField when field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                layer.UntilSolved = field.Value.GetBoolean();
                return null;
            case UntilSolvedField:
                return MustBe(field, "true or false");
            case FormatField:
                return field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var format) && format == Format
                    ? null
                    : MustBe(field, FormattableString.Invariant($"{Format}, the only form that this version reads"));
            default:
                return UnreadFields.Contains(field.Name)
                    ? null
                    : $"there is no field '{OptionFormat.Shown(field.Name)}'; the nearest is '{Nearest(field.Name)}'.";
        }
    }

    private static string Nearest(string name) => Hyperparameter.KnownElsewhereAs(name)?.FieldName ?? NearestName.Of(name, KnownFields)!;

    private static string MustBe(JsonField field, string expectation) =>
        $"{field.Name} is {OptionFormat.Shown(field.Value.GetRawText())}; it must be {expectation}.";
}

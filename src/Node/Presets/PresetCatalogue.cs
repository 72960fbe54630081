using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Presets;

/// <summary>Hyperparameters that work for an environment.</summary>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Name">Name among the presets of the environment; <see cref="PresetCatalogue.DefaultName"/> for the one that holds where none is asked for.</param>
/// <param name="Note">Where the values come from, in a sentence.</param>
/// <param name="Layer">The values.</param>
internal sealed record Preset(string Environment, string Name, string Note, PlanLayer Layer);

/// <summary>The presets by environment, read from presets.json, which is part of the program.</summary>
internal sealed class PresetCatalogue
{
    /// <summary>The preset that an environment has where none is named.</summary>
    public const string DefaultName = "default";

    private const string NoteField = "note";

    private readonly Dictionary<(string Environment, string Name), Preset> _presets = [];

    private PresetCatalogue()
    {
    }

    /// <summary>All presets.</summary>
    public IEnumerable<Preset> All => _presets.Values;

    /// <summary>The presets of the program.</summary>
    public static PresetCatalogue Load()
    {
        using var stream = typeof(PresetCatalogue).Assembly.GetManifestResourceStream("presets.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.ToArray());
    }

    /// <summary>Reads presets from JSON: "environment" or "environment/name" → note and hyperparameters under the names they have in a plan.</summary>
    /// <exception cref="FormatException">A preset has a fault; the message lists all of them.</exception>
    public static PresetCatalogue Parse(ReadOnlySpan<byte> utf8)
    {
        var catalogue = new PresetCatalogue();
        var faults = new List<string>();
        foreach (var entry in Fields(utf8, "presets.json", faults))
        {
            var preset = ReadPreset(entry, faults);
            if (!catalogue._presets.TryAdd((preset.Environment, preset.Name), preset))
                faults.Add($"presets.json, line {entry.Line}: {entry.Name} has a preset already.");
        }

        return faults.Count == 0 ? catalogue : throw new FormatException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>A preset of an environment, if it has one of that name.</summary>
    public bool TryFind(string environment, string name, [NotNullWhen(true)] out Preset? preset) => _presets.TryGetValue((environment, name), out preset);

    /// <summary>The hyperparameters of an environment where nothing is said of them: those of its default preset, and the general ones where it has none.</summary>
    public TrainingOptions DefaultsFor(string environment)
    {
        var general = new TrainingOptions { Environment = environment };
        return TryFind(environment, DefaultName, out var preset) ? preset.Layer.Over(general) : general;
    }

    /// <summary>The names of an environment's presets, in the order of the file.</summary>
    public IEnumerable<string> NamesOf(string environment) => _presets.Values.Where(preset => preset.Environment == environment).Select(preset => preset.Name);

    private static Preset ReadPreset(JsonField entry, List<string> faults)
    {
        var (note, layer) = ("", new PlanLayer());
        var source = $"presets.json, {entry.Name}";
        foreach (var field in Fields(Encoding.UTF8.GetBytes(entry.Value.GetRawText()), source, faults))
        {
            if (field.Name == NoteField && field.Value.ValueKind == JsonValueKind.String)
                note = field.Value.GetString()!;
            else if (PlanFile.ReadField(field, source, layer) is { } fault)
                faults.Add($"{source}: {fault}");
        }

        if (note.Length == 0)
            faults.Add($"{source}: it has no {NoteField} that says where its values come from.");
        return entry.Name.Split('/', 2) is [var environment, var name] ? new Preset(environment, name, note, layer) : new Preset(entry.Name, DefaultName, note, layer);
    }

    private static IReadOnlyList<JsonField> Fields(ReadOnlySpan<byte> utf8, string source, List<string> faults)
    {
        var fields = JsonFields.Read(utf8, out var fault);
        if (fault is not null)
            faults.Add($"{source}: {fault.Sentence}");
        return fields;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Backends, separated by commas, none twice: simd,torch. None is chosen for the person here, so there is no auto.</summary>
internal sealed class BackendListFormat : OptionFormat
{
    private static readonly (string Name, PolicyBackend Backend)[] Choices = [("simd", PolicyBackend.Simd), ("torch", PolicyBackend.Torch)];

    public override string Placeholder => "NAME,…";

    public override string Expectation => "simd, torch or simd,torch";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        var backends = Choices.Where(choice => names.Contains(choice.Name)).Select(choice => choice.Backend).ToList();
        (value, expectation) = backends.Count == names.Length ? (backends.AsReadOnly(), null) : (default(object), Expectation);
        return value is not null;
    }

    public override string Format(object value) =>
        string.Join(',', ((IEnumerable<PolicyBackend>)value).Select(backend => Choices.First(choice => choice.Backend == backend).Name));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;
}

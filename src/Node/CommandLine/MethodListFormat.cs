using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Names of methods, separated by commas, none twice.</summary>
internal sealed class MethodListFormat : OptionFormat
{
    public override string Placeholder => "NAME,…";

    public override string Expectation => $"some of {string.Join(", ", ComparedMethods.Names)}, separated by commas";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        (value, expectation) = (null, null);
        if (names.FirstOrDefault(name => !ComparedMethods.TryFind(name, out _)) is { } unknown)
            expectation = unknown.Length == 0 ? Expectation : $"{Expectation}; '{Shown(unknown)}' is none of them, the nearest is '{NearestName.Of(unknown, ComparedMethods.Names)}'";
        else if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            expectation = $"{Expectation}, each once";
        else
            value = names.Select(name => ComparedMethods.All.First(method => method.Name == name)).ToList().AsReadOnly();
        return (value, expectation) is (not null, _);
    }

    public override string Format(object value) => string.Join(',', ((IEnumerable<TrainingMethod>)value).Select(method => method.Name));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;
}

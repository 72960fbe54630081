using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Names of things that there is a list of, separated by commas, none twice; the value is a list of the things.</summary>
/// <param name="all">What there is.</param>
/// <param name="nameOf">Its name, upper and lower case being different.</param>
internal sealed class NamedListFormat<T>(IReadOnlyList<T> all, Func<T, string> nameOf) : OptionFormat
{
    public override string Placeholder => "NAME,…";

    public override string Expectation => $"some of {string.Join(", ", all.Select(nameOf))}, separated by commas";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        (value, expectation) = (null, null);
        if (names.FirstOrDefault(name => !all.Select(nameOf).Contains(name)) is { } unknown)
            expectation = unknown.Length == 0 ? Expectation : $"{Expectation}; '{Shown(unknown)}' is none of them, the nearest is '{NearestName.Of(unknown, all.Select(nameOf))}'";
        else if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            expectation = $"{Expectation}, each once";
        else
            value = names.Select(name => all.First(thing => nameOf(thing) == name)).ToList().AsReadOnly();
        return (value, expectation) is (not null, _);
    }

    public override string Format(object value) => string.Join(',', ((IEnumerable<T>)value).Select(nameOf));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;
}

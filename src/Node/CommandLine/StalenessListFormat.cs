using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Numbers of versions, separated by commas, none twice: 0,1,2,4.</summary>
internal sealed class StalenessListFormat : OptionFormat
{
    private static readonly OptionFormat Number = Of(typeof(int), new HyperparameterAttribute("versions") { Minimum = 0, Maximum = A3CMethod.MostStaleness });

    public override string Placeholder => "N,…";

    public override string Expectation => "numbers of versions, separated by commas, such as 0,1,2,4";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        (value, expectation) = (null, null);
        var versions = new List<int>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Number.TryParse(word, out var number, out var numberExpectation))
            {
                expectation = $"{Expectation}; '{Shown(word)}' is none, each must be {numberExpectation}";
                return false;
            }

            versions.Add((int)number);
        }

        if (versions.Distinct().Count() < versions.Count)
            expectation = $"{Expectation}, each once";
        else
            value = new StalenessVariation(versions);
        return (value, expectation) is (not null, _);
    }

    public override string Format(object value) => string.Join(',', ((StalenessVariation)value).Versions.Select(versions => versions.ToString(CultureInfo.InvariantCulture)));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;
}

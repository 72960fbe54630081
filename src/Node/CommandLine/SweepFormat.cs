using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>An option without its dashes and several of its values: gae-lambda=0,0.9,1.</summary>
/// <remarks>Values are separated by commas; only the widths of hidden layers, which have commas themselves, by slashes: hidden-sizes=64,64/32.</remarks>
internal sealed class SweepFormat : OptionFormat
{
    public override string Placeholder => "OPTION=V,V,…";

    public override string Expectation => "an option of the methods without its dashes and its values, such as gae-lambda=0,0.9,1";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        value = null;
        var (name, list) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, "");
        expectation = Find(name) is not { } hyperparameter ? $"{Expectation}; there is no option '{Shown(name)}' to vary, the nearest is '{Nearest(name)}'"
            : list.Length == 0 ? $"{Expectation}; there is no value after {name}"
            : ReadValues(hyperparameter, list, out value);
        return value is not null;
    }

    public override string Format(object value)
    {
        var sweep = (Sweep)value;
        return $"{sweep.Name}={string.Join(SeparatorOf(sweep.Hyperparameter), sweep.Values)}";
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string? ReadValues(Hyperparameter hyperparameter, string list, out object? sweep)
    {
        sweep = null;
        var values = new List<object>();
        foreach (var text in list.Split(SeparatorOf(hyperparameter), StringSplitOptions.TrimEntries))
        {
            if (!hyperparameter.Format.TryParse(text, out var value, out var expectation))
                return $"a list of values of {NameOf(hyperparameter)}; '{Shown(text)}' is none, each must be {expectation}";
            values.Add(value);
        }

        if (values.Select(hyperparameter.Format.Format).Distinct(StringComparer.Ordinal).Count() < values.Count)
            return $"a list of different values of {NameOf(hyperparameter)}; one is there twice";
        sweep = new Sweep(hyperparameter, values);
        return null;
    }

    private static Hyperparameter? Find(string name) => Sweep.Candidates.FirstOrDefault(hyperparameter => NameOf(hyperparameter) == name);

    private static string Nearest(string name) => Hyperparameter.KnownElsewhereAs(name) is { } known && Sweep.Candidates.Contains(known)
        ? NameOf(known)
        : NearestName.Of(name, Sweep.Candidates.Select(NameOf))!;

    private static string NameOf(Hyperparameter hyperparameter) => hyperparameter.OptionName[2..];

    private static char SeparatorOf(Hyperparameter hyperparameter) => hyperparameter.Name == nameof(TrainingOptions.HiddenSizes) ? '/' : ',';
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Shapes of rollouts, environments × steps, separated by commas, none twice: 8x16,16x32.</summary>
internal sealed class RolloutShapeListFormat : OptionFormat
{
    private static readonly OptionFormat Environments = Hyperparameter.Of(nameof(TrainingOptions.EnvironmentsPerWorker)).Format;
    private static readonly OptionFormat Steps = Hyperparameter.Of(nameof(TrainingOptions.RolloutLength)).Format;

    public override string Placeholder => "ExT,…";

    public override string Expectation => $"environments x steps, such as 8x16,16x32: {Environments.Range} x {Steps.Range}, each once";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var shapes = parts.Select(Shape).OfType<RolloutShape>().Distinct().ToList();
        (value, expectation) = shapes.Count == parts.Length ? (shapes.AsReadOnly(), null) : (default(object), Expectation);
        return value is not null;
    }

    public override string Format(object value) => string.Join(',', (IEnumerable<RolloutShape>)value);

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static RolloutShape? Shape(string text) =>
        text.Split('x') is [var before, var after]
        && Environments.TryParse(before, out var environments, out _)
        && Steps.TryParse(after, out var steps, out _)
            ? new RolloutShape(Convert.ToInt32(environments, CultureInfo.InvariantCulture), Convert.ToInt32(steps, CultureInfo.InvariantCulture))
            : null;
}

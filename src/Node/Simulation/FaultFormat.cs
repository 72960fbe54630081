using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>How a fault is typed: KIND:NODE@WHEN, then +DURATION if it ends, then =DELAY where messages are to be late.</summary>
internal sealed partial class FaultFormat : OptionFormat
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly string Kinds = string.Join(", ", Enum.GetNames<FaultKind>().Select(kind => kind.ToLowerInvariant()));

    public override string Placeholder => "FAULT";

    public override string Expectation => "KIND:NODE@WHEN[+DURATION][=DELAY], such as kill:worker-2@5s or cut:learner@20000+6s";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        (value, expectation) = (null, null);
        if (Shape().Match(text) is not { Success: true } shape)
        {
            expectation = Expectation;
            return false;
        }

        if (!Enum.GetNames<FaultKind>().Contains(shape.Groups["kind"].Value, StringComparer.OrdinalIgnoreCase))
        {
            expectation = $"one of {Kinds} before the colon, such as kill:worker-2@5s";
            return false;
        }

        var kind = Enum.Parse<FaultKind>(shape.Groups["kind"].Value, ignoreCase: true);
        if (Moment(shape.Groups["when"].Value) is not { } moment)
            expectation = "a time such as 5s or 500ms after the @, or a whole number of environment steps such as 20000; at most a day";
        else if (!TryReadOptional(shape.Groups["duration"], out var duration))
            expectation = "a length of time after the +, such as 3s or 500ms; above zero and at most a day";
        else if (!TryReadOptional(shape.Groups["delay"], out var delay))
            expectation = "a length of time after the =, such as 50ms; above zero and at most a day";
        else if (kind == FaultKind.Delay && delay is null)
            expectation = "followed by how late messages are to be, such as delay:worker-1@2s+5s=50ms";
        else if (kind != FaultKind.Delay && delay is not null)
            expectation = $"without ={FaultText.Of(delay.Value)}, which only delay has, such as delay:worker-1@2s+5s=50ms";
        else
            value = new Fault(kind, shape.Groups["node"].Value, moment, duration, delay ?? TimeSpan.Zero);
        return value is not null;
    }

    public override string Format(object value) => ((Fault)value).ToString();

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static FaultMoment? Moment(string text)
    {
        if (Length(text) is { } time)
            return FaultMoment.After(time);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? FaultMoment.AtSteps(steps) : null;
    }

    private static bool TryReadOptional(Group group, out TimeSpan? length)
    {
        length = group.Success ? Length(group.Value) : null;
        return !group.Success || length > TimeSpan.Zero;
    }

    private static TimeSpan? Length(string text)
    {
        if (LengthOfTime().Match(text) is not { Success: true } match
            || !double.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var seconds = match.Groups["unit"].Value == "s" ? number : number / 1_000;
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : null;
    }

    [GeneratedRegex(@"^(?<kind>[^:@+=]+):(?<node>[^:@+=]+)@(?<when>[^:@+=]+)(\+(?<duration>[^:@+=]*))?(=(?<delay>[^:@+=]*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^(?<number>[0-9]{1,9}(\.[0-9]{1,6})?)(?<unit>ms|s)$", RegexOptions.ExplicitCapture)]
    private static partial Regex LengthOfTime();
}

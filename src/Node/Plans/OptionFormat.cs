using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Plans;

/// <summary>How the values of one type of option are written on a command line and in JSON, and how they are read and checked.</summary>
/// <remarks>Both spellings go through one parser and range, so that a value cannot be right in one source and wrong in another.</remarks>
internal abstract class OptionFormat
{
    /// <summary>True or false.</summary>
    public static OptionFormat Truth { get; } = new TruthFormat();

    /// <summary>The path of a file or folder.</summary>
    public static OptionFormat Path { get; } = new TextFormat("PATH", "a path");

    /// <summary>The name or address of a host.</summary>
    public static OptionFormat Host { get; } = new TextFormat("HOST", "a host name or an IP address", text => Uri.CheckHostName(text) != UriHostNameType.Unknown);

    /// <summary>The name of something.</summary>
    public static OptionFormat Name { get; } = new TextFormat("NAME", "a name");

    /// <summary>What stands for a value in a usage line, such as "N".</summary>
    public abstract string Placeholder { get; }

    /// <summary>What a valid value is, to follow "it must be": "a whole number, 1 … 1024".</summary>
    public abstract string Expectation { get; }

    /// <summary>The valid values as help shows them; empty where every value of the type is valid.</summary>
    public abstract string Range { get; }

    /// <summary>The format of the values of an option.</summary>
    public static OptionFormat Of(Type type, HyperparameterAttribute hyperparameter) =>
        type == typeof(bool) ? Truth
        : type == typeof(string) ? Name
        : type.IsEnum ? new ChoiceFormat(type)
        : type == typeof(double) ? new NumberFormat(hyperparameter)
        : type == typeof(IReadOnlyList<int>) ? new WholeNumberListFormat(new WholeNumberFormat(typeof(int), hyperparameter))
        : new WholeNumberFormat(type, hyperparameter);

    /// <summary>Reads a value as it is typed.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="value">The value, of the option's type.</param>
    /// <param name="expectation">Otherwise what it must be, to follow "it must be".</param>
    public abstract bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation);

    /// <summary>Reads a value of a JSON file.</summary>
    /// <param name="element">The JSON value.</param>
    /// <param name="value">The value, of the option's type.</param>
    /// <param name="expectation">Otherwise what it must be, to follow "it must be".</param>
    public bool TryRead(JsonElement element, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        if (TextOf(element) is { } text)
            return TryParse(text, out value, out expectation);
        (value, expectation) = (null, Expectation);
        return false;
    }

    /// <summary>A value as it is typed.</summary>
    public abstract string Format(object value);

    /// <summary>Writes a value as JSON.</summary>
    public abstract void Write(Utf8JsonWriter json, object value);

    /// <summary>The JSON value as it would be typed; null if it is of another kind.</summary>
    protected abstract string? TextOf(JsonElement element);

    /// <summary>A value to be shown in a message: a hostile or mistaken file may hold megabytes of it, or line breaks.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length <= 60 ? line : string.Concat(line.AsSpan(0, 57), "...");
    }

    /// <summary>The text of a JSON string; null if it is none, or holds half a surrogate pair.</summary>
    private static string? StringOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string WithRange(string kind, string range) => range.Length == 0 ? kind : $"{kind}, {range}";

    private sealed class TextFormat(string placeholder, string expectation, Predicate<string>? isValid = null) : OptionFormat
    {
        public override string Placeholder => placeholder;

        public override string Expectation => expectation;

        public override string Range => "";

        public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
        {
            (value, expectation) = string.IsNullOrWhiteSpace(text) || isValid?.Invoke(text) == false ? (default(object), Expectation) : (text, null);
            return value is not null;
        }

        public override string Format(object value) => (string)value;

        public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue((string)value);

        protected override string? TextOf(JsonElement element) => StringOf(element);
    }

    private sealed class TruthFormat : OptionFormat
    {
        public override string Placeholder => "true|false";

        public override string Expectation => "true or false";

        public override string Range => "";

        public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
        {
            (value, expectation) = bool.TryParse(text, out var truth) ? (truth, null) : (default(object), Expectation);
            return value is not null;
        }

        public override string Format(object value) => (bool)value ? "true" : "false";

        public override void Write(Utf8JsonWriter json, object value) => json.WriteBooleanValue((bool)value);

        protected override string? TextOf(JsonElement element) =>
            element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetRawText() : null;
    }

    private sealed class ChoiceFormat(Type type) : OptionFormat
    {
        // Enum names in one word of small letters, as people write them: rmsprop, tanh, constant.
        private readonly string[] _names = Array.ConvertAll(Enum.GetNames(type), name => name.ToLowerInvariant());
        private readonly Array _choices = Enum.GetValues(type);

        public override string Placeholder => string.Join('|', _names);

        public override string Expectation => _names.Length == 1 ? _names[0] : $"{string.Join(", ", _names[..^1])} or {_names[^1]}";

        public override string Range => "";

        public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
        {
            // Not Enum.TryParse: that takes numbers and lists too.
            var name = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
            var index = Array.FindIndex(_names, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
            (value, expectation) = index >= 0
                ? (_choices.GetValue(index), null)
                : (default(object), $"{Expectation} (nearest: {NearestName.Of(name, _names)})");
            return value is not null;
        }

        public override string Format(object value) => _names[Array.IndexOf(_choices, value)];

        public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

        protected override string? TextOf(JsonElement element) => StringOf(element);
    }

    private sealed class NumberFormat(HyperparameterAttribute hyperparameter) : OptionFormat
    {
        public override string Placeholder => "X";

        public override string Expectation => WithRange("a number", Range);

        public override string Range => hyperparameter.Range;

        public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
        {
            var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            (value, expectation) = isNumber && hyperparameter.Allows(number) ? (number, null) : (default(object), Expectation);
            return value is not null;
        }

        public override string Format(object value) => ((double)value).ToString(CultureInfo.InvariantCulture).Replace('E', 'e');

        public override void Write(Utf8JsonWriter json, object value) => json.WriteNumberValue((double)value);

        protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetRawText() : null;
    }

    private sealed class WholeNumberFormat(Type type, HyperparameterAttribute hyperparameter) : OptionFormat
    {
        // 1e6 is how budgets are written in this field.
        private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint;

        private readonly (Int128 Least, Int128 Greatest) _bounds =
            type == typeof(int) ? (int.MinValue, int.MaxValue)
            : type == typeof(long) ? (long.MinValue, long.MaxValue)
            : type == typeof(ulong) ? (ulong.MinValue, ulong.MaxValue)
            : throw new NotSupportedException($"Training options of type {type} have no spelling yet.");

        public override string Placeholder => "N";

        public override string Expectation => WithRange("a whole number", Range);

        public override string Range => hyperparameter.Range.Length > 0 ? hyperparameter.Range : Bounds(_bounds.Least);

        public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
        {
            (value, expectation) = (null, Expectation);
            if (!Int128.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number))
                return false;

            var least = double.IsInfinity(hyperparameter.Minimum) ? _bounds.Least : (Int128)hyperparameter.Minimum;
            if (number > _bounds.Greatest && double.IsInfinity(hyperparameter.Maximum))
                expectation = WithRange("a whole number", Bounds(least));
            else if (number >= _bounds.Least && number <= _bounds.Greatest && hyperparameter.Allows((double)number))
                (value, expectation) = (Convert.ChangeType((decimal)number, type, CultureInfo.InvariantCulture), null);
            return value is not null;
        }

        public override string Format(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

        public override void Write(Utf8JsonWriter json, object value) => json.WriteRawValue(Format(value));

        protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetRawText() : null;

        private string Bounds(Int128 least) => FormattableString.Invariant($"{least} … {_bounds.Greatest}");
    }

    private sealed class WholeNumberListFormat(WholeNumberFormat item) : OptionFormat
    {
        private const string None = "none";

        public override string Placeholder => "N,N,…";

        public override string Expectation => $"whole numbers, each {item.Range}, separated by commas, or {None}";

        public override string Range => $"each {item.Range}";

        public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
        {
            var texts = text == None ? [] : text.Split(',', StringSplitOptions.TrimEntries);
            var items = new List<int>(texts.Length);
            foreach (var part in texts)
            {
                if (item.TryParse(part, out var number, out _))
                    items.Add((int)number);
            }

            (value, expectation) = items.Count == texts.Length ? (items.AsReadOnly(), null) : (default(object), Expectation);
            return value is not null;
        }

        public override string Format(object value) => (IReadOnlyList<int>)value is { Count: > 0 } items ? string.Join(',', items) : None;

        // On one line, unlike what the writer does with an array.
        public override void Write(Utf8JsonWriter json, object value) =>
            json.WriteRawValue($"[{string.Join(", ", (IReadOnlyList<int>)value)}]");

        protected override string? TextOf(JsonElement element)
        {
            if (element.ValueKind != JsonValueKind.Array || element.EnumerateArray().Any(entry => entry.ValueKind != JsonValueKind.Number))
                return null;
            return element.GetArrayLength() == 0 ? None : string.Join(',', element.EnumerateArray().Select(entry => entry.GetRawText()));
        }
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using ActorCritic.Distributed.Protocol.Messages;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>The rules for the fields of one incoming message: each method hands back the value it was given, or throws.</summary>
/// <remarks>The field's name in the exception is the last part of the expression that was passed, so that no name can go stale.</remarks>
/// <param name="messageType">Name of the message, for the exception.</param>
/// <exception cref="MalformedMessageException">Thrown by every method for a value that is not allowed.</exception>
internal readonly struct FieldRules(string messageType)
{
    /// <summary>A name or an identifier: not empty, at most <see cref="WireLimits.TextLength"/> characters.</summary>
    public string Name(string value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value.Length > 0 ? Text(value, field) : throw Broken(field, "empty", "a name");

    /// <summary>A text of at most <see cref="WireLimits.TextLength"/> characters.</summary>
    public string Text(string value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value.Length <= WireLimits.TextLength
            ? value
            : throw Broken(field, $"{value.Length} characters long", $"at most {WireLimits.TextLength}");

    /// <summary>A file's worth of text: at most <see cref="WireLimits.DocumentLength"/> characters.</summary>
    public string Document(string value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value.Length <= WireLimits.DocumentLength
            ? value
            : throw Broken(field, $"{value.Length} characters long", $"at most {WireLimits.DocumentLength}");

    /// <summary>An integer in [minimum, maximum].</summary>
    public int Within(int minimum, int maximum, int value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value >= minimum && value <= maximum ? value : throw Broken(field, Invariant(value), $"{minimum} to {maximum}");

    /// <summary>An integer ≥ minimum.</summary>
    public long AtLeast(long minimum, long value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value >= minimum ? value : throw Broken(field, Invariant(value), $"{minimum} or more");

    /// <summary>An integer ≥ 0.</summary>
    public int NotNegative(int value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value >= 0 ? value : throw Broken(field, Invariant(value), "0 or more");

    /// <inheritdoc cref="NotNegative(int, string)"/>
    public long NotNegative(long value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value >= 0 ? value : throw Broken(field, Invariant(value), "0 or more");

    /// <summary>An integer ≥ 1.</summary>
    public int Positive(int value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value >= 1 ? value : throw Broken(field, Invariant(value), "1 or more");

    /// <inheritdoc cref="Positive(int, string)"/>
    public long Positive(long value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value >= 1 ? value : throw Broken(field, Invariant(value), "1 or more");

    /// <summary>A number that is neither NaN nor infinite.</summary>
    public double Finite(double value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        double.IsFinite(value) ? value : throw Broken(field, Invariant(value), "a finite number");

    /// <summary>A finite number, or NaN for "none yet".</summary>
    public double FiniteOrNaN(double value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        !double.IsInfinity(value) ? value : throw Broken(field, Invariant(value), "a finite number, or NaN for none yet");

    /// <summary>A finite number ≥ 0.</summary>
    public double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw Broken(field, Invariant(value), "a finite number, 0 or more");

    /// <summary>A finite number &gt; 0.</summary>
    public double Positive(double value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Broken(field, Invariant(value), "a finite number above 0");

    /// <summary>A number in [0, 1].</summary>
    public double Fraction(double value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value is >= 0 and <= 1 ? value : throw Broken(field, Invariant(value), "0 to 1");

    /// <summary>A part that must not be missing.</summary>
    public T Present<T>(T? value, [CallerArgumentExpression(nameof(value))] string field = "")
        where T : class => value ?? throw Broken(field, "missing", "exactly one");

    /// <summary>A value of an enumeration that this version knows.</summary>
    public TMessage Known<TMessage, TWire>(
        EnumMapping<TMessage, TWire> mapping, TWire value, [CallerArgumentExpression(nameof(value))] string field = "")
        where TMessage : struct, Enum
        where TWire : struct, Enum =>
        mapping.TryFromWire(value, out var known) ? known : throw Broken(field, value.ToString("D"), mapping.Allowed);

    /// <summary>A vector of at most <see cref="WireLimits.VectorLength"/> elements. NaN is allowed: admission refuses it, with an answer.</summary>
    public FloatVector Floats(ByteString value, [CallerArgumentExpression(nameof(value))] string field = "")
    {
        if (value.Length % sizeof(float) != 0)
            throw Broken(field, $"{value.Length} bytes long", "a multiple of 4, since a float32 has four bytes");
        if (value.Length / sizeof(float) > WireLimits.VectorLength)
            throw Broken(field, $"{value.Length / sizeof(float)} elements long", $"at most {WireLimits.VectorLength}");
        return FloatVectorEncoding.FromWire(value.Span);
    }

    /// <summary>The content of a piece: at most <see cref="WireLimits.PieceLength"/> bytes, taken over without a copy.</summary>
    public ByteVector Piece(ByteString value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value.Length <= WireLimits.PieceLength
            ? ByteVector.TakeOwnership(value.Memory)
            : throw Broken(field, $"{value.Length} bytes long", $"at most {WireLimits.PieceLength}");

    /// <summary>A list whose items pass their own rules.</summary>
    public EquatableList<T> List<TWire, T>(
        RepeatedField<TWire> value,
        Func<TWire, T> fromWire,
        int maximum = WireLimits.ListLength,
        [CallerArgumentExpression(nameof(value))] string field = "")
    {
        if (value.Count > maximum)
            throw Broken(field, $"{value.Count} items long", $"at most {maximum}");

        var items = new T[value.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = fromWire(value[i]);
        return new EquatableList<T>(items);
    }

    private MalformedMessageException Broken(string expression, string value, string allowed) =>
        new(messageType, expression[(expression.LastIndexOf('.') + 1)..], value, allowed);

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>A list of this many items, each this one or, for null, the sample's first.</summary>
internal sealed record RepeatedTo(int Count, object? Item = null);

/// <summary>The sample's own value.</summary>
internal sealed record Unchanged;

/// <summary>Values that a field must accept and values that it must refuse, on both sides of its limits. Null stands for an absent field.</summary>
internal sealed record FieldRule(object?[] Allowed, object?[] Refused)
{
    private static readonly object?[] s_noNumbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    /// <summary>The rule of this name for a field of this type.</summary>
    public static FieldRule Named(string name, FieldDescriptor field) => (name, field.FieldType) switch
    {
        ("any", FieldType.Bool) => new([true, false], []),
        ("any", FieldType.Int32) => new([int.MinValue, -1, 0, int.MaxValue], []),
        ("any", FieldType.Int64) => new([long.MinValue, -1L, 0L, long.MaxValue], []),
        ("any", FieldType.Fixed64) => new([0UL, ulong.MaxValue], []),
        ("any", FieldType.Fixed32) => new([0U, uint.MaxValue], []),
        ("any", FieldType.Double) => new([0.0, -1.0, .. s_noNumbers], []),

        ("name", FieldType.String) => new(["x", new string('x', 1024)], ["", new string('x', 1025)]),
        ("text", FieldType.String) => new(["", new string('x', 1024)], [new string('x', 1025)]),

        ("document", FieldType.String) => new(["", new string('x', 65_536)], [new string('x', 65_537)]),

        ("count", FieldType.Int32) => new([0, int.MaxValue], [-1, int.MinValue]),
        ("count", FieldType.Int64) => new([0L, long.MaxValue], [-1L, long.MinValue]),
        ("count", FieldType.Double) => new([0.0, double.MaxValue], [-double.Epsilon, .. s_noNumbers]),
        ("countOrMinus1", FieldType.Int64) => new([-1L, 0L, long.MaxValue], [-2L, long.MinValue]),
        ("positive", FieldType.Int32) => new([1, int.MaxValue], [0, -1, int.MinValue]),
        ("positive", FieldType.Int64) => new([1L, long.MaxValue], [0L, -1L, long.MinValue]),
        ("positive", FieldType.Double) => new([double.Epsilon, double.MaxValue], [0.0, -double.Epsilon, .. s_noNumbers]),
        ("to65536", FieldType.Int32) => new([1, 65_536], [0, -1, 65_537]),
        ("absentOrTo64", FieldType.Int32) => new([0, 1, 64], [-1, 65]),
        ("fraction", FieldType.Double) => new([0.0, 1.0], [-double.Epsilon, Math.BitIncrement(1.0), .. s_noNumbers]),
        ("finite", FieldType.Double) => new([double.MinValue, double.MaxValue], s_noNumbers),
        ("finiteOrNaN", FieldType.Double) => new([double.MinValue, double.MaxValue, double.NaN], [double.PositiveInfinity, double.NegativeInfinity]),

        // Numbers of an enumeration run from 1; 0 is UNSPECIFIED.
        ("known", FieldType.Enum) => new(
            [.. field.EnumType.Values.Where(value => value.Number > 0).Select(value => (object)value.Number)],
            [0, -1, field.EnumType.Values.Max(value => value.Number) + 1]),

        ("part", FieldType.Message) => new([new Unchanged()], [null]),
        ("optional", FieldType.Message) => new([null], []),

        ("floats", FieldType.Bytes) => new([Bytes(0), Bytes(4), Bytes(8)], [Bytes(1), Bytes(2), Bytes(3), Bytes(5)]),

        ("piece", FieldType.Bytes) => new([Bytes(0), Bytes(96_000)], [Bytes(96_001)]),

        ("list", FieldType.Message) => new([new RepeatedTo(0), new RepeatedTo(100_000)], [new RepeatedTo(100_001)]),
        ("listOfCounts", FieldType.Int64) => new(
            [new RepeatedTo(0), new RepeatedTo(100_000), new RepeatedTo(2, long.MaxValue)], [new RepeatedTo(100_001), new RepeatedTo(2, -1L)]),
        ("list100to65536", FieldType.Int32) => new(
            [new RepeatedTo(0), new RepeatedTo(100), new RepeatedTo(2, 65_536)], [new RepeatedTo(101), new RepeatedTo(2, 0), new RepeatedTo(2, 65_537)]),

        _ => throw new ArgumentException($"No rule '{name}' for a field of type {field.FieldType}."),
    };

    /// <summary>Bytes of NaN, which is allowed in a vector.</summary>
    private static ByteString Bytes(int count) => ByteString.CopyFrom([.. Enumerable.Repeat((byte)0xFF, count)]);
}

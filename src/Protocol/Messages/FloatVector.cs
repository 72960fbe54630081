using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>A vector of float32, read-only to whoever is given it: the parameters of a policy or a gradient, in the order of the parameter layout.</summary>
/// <remarks>Within a process it travels by reference, so nobody may write to the array behind it as long as anybody may read it.</remarks>
public sealed class FloatVector : IEquatable<FloatVector>
{
    private readonly float[] _values;

    private FloatVector(float[] values) => _values = values;

    /// <summary>The vector without elements.</summary>
    public static FloatVector Empty { get; } = new([]);

    /// <summary>Number of elements.</summary>
    public int Length => _values.Length;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<float> Span => _values;

    /// <summary>The elements, for asynchronous readers.</summary>
    public ReadOnlyMemory<float> Memory => _values;

    /// <summary>A vector with a copy of the given elements.</summary>
    public static FloatVector CopyOf(ReadOnlySpan<float> values) => values.IsEmpty ? Empty : new FloatVector(values.ToArray());

    /// <summary>Wraps an array without a copy. The caller hands the array over: whoever writes to it while the vector may still be read breaks the promise of this type.</summary>
    public static FloatVector TakeOwnership(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new FloatVector(values);
    }

    /// <summary>Bitwise equality: NaN equals NaN of the same bits, and 0 differs from −0, because "the same vector" means the same bytes here.</summary>
    public bool Equals(FloatVector? other) =>
        other is not null && MemoryMarshal.AsBytes(Span).SequenceEqual(MemoryMarshal.AsBytes(other.Span));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FloatVector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(Span));
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Length} floats";
}

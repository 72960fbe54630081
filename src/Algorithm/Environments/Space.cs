using System.Collections.Immutable;

namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>
/// The set of values an observation or an action may take: <see cref="Discrete"/> or <see cref="Box"/>, after Gymnasium's spaces of the
/// same names.
/// </summary>
/// <remarks>
/// Spaces are plain descriptions and hold whatever they were given; <see cref="EnvironmentSpec.FindFaults"/> says what of it makes no
/// sense.
/// </remarks>
public abstract record Space
{
    private protected Space()
    {
    }
}

/// <summary>The integers 0 … <paramref name="Count"/> − 1.</summary>
/// <param name="Count">How many values there are; at least 1 in a valid spec.</param>
public sealed record Discrete(int Count) : Space
{
    /// <summary>Whether <paramref name="value"/> is one of the 0 … Count − 1.</summary>
    /// <param name="value">The value to look for.</param>
    public bool Contains(int value) => (uint)value < (uint)Math.Max(Count, 0);

    /// <summary>The values in words, such as "Discrete(2)".</summary>
    public override string ToString() => $"Discrete({Count})";
}

/// <summary>Arrays of float32 with a lower and an upper bound for every element; a bound may be infinite.</summary>
/// <remarks>Two boxes are equal if their shapes and all their bounds are.</remarks>
public sealed record Box : Space
{
    /// <summary>A box of vectors.</summary>
    /// <param name="low">Least value of every element.</param>
    /// <param name="high">Greatest value of every element; as long as <paramref name="low"/>.</param>
    public Box(ReadOnlySpan<float> low, ReadOnlySpan<float> high)
        : this(low, high, [low.Length])
    {
    }

    /// <summary>A box of arrays with any number of axes.</summary>
    /// <param name="low">Least value of every element, in row-major order.</param>
    /// <param name="high">Greatest value of every element, in row-major order; as long as <paramref name="low"/>.</param>
    /// <param name="shape">Length of every axis; their product is the length of the bounds.</param>
    public Box(ReadOnlySpan<float> low, ReadOnlySpan<float> high, ReadOnlySpan<int> shape)
    {
        Low = [.. low];
        High = [.. high];
        Shape = [.. shape];
    }

    /// <summary>Least value of every element, in row-major order.</summary>
    public ImmutableArray<float> Low { get; }

    /// <summary>Greatest value of every element, in row-major order.</summary>
    public ImmutableArray<float> High { get; }

    /// <summary>Length of every axis.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many elements an array of this box has.</summary>
    public int Size => Low.Length;

    /// <summary>
    /// Whether <paramref name="value"/> has this box's size and lies within the bounds, which belong to the box. NaN is in no box.
    /// </summary>
    /// <param name="value">The array to look at, in row-major order.</param>
    public bool Contains(ReadOnlySpan<float> value) => value.Length == Size && IndexOfFirstOutside(value) < 0;

    /// <summary>Where <paramref name="value"/> first leaves the bounds; −1 if it does not.</summary>
    /// <param name="value">As long as the box's size.</param>
    internal int IndexOfFirstOutside(ReadOnlySpan<float> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!(value[i] >= Low[i] && value[i] <= High[i]))
                return i;
        }

        return -1;
    }

    /// <summary>Whether <paramref name="other"/> has the same shape and the same bounds.</summary>
    /// <param name="other">The box to compare with.</param>
    public bool Equals(Box? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan())
            && Low.AsSpan().SequenceEqual(other.Low.AsSpan())
            && High.AsSpan().SequenceEqual(other.High.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var length in Shape)
            hash.Add(length);
        foreach (var bound in Low)
            hash.Add(bound);
        foreach (var bound in High)
            hash.Add(bound);
        return hash.ToHashCode();
    }

    /// <summary>Shape and bounds in words, such as "Box(4: [-4.8, 4.8] × [-∞, ∞] × …)".</summary>
    public override string ToString()
    {
        var bounds = Low.Zip(High, (low, high) => $"[{low}, {high}]").Distinct().Take(5).ToList();
        return $"Box({string.Join('×', Shape)}: {string.Join(", ", bounds.Take(4))}{(bounds.Count > 4 ? ", …" : "")})";
    }
}

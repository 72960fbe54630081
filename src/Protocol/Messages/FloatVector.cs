using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>A vector of float32, read-only to whoever is given it: the parameters of a policy or a gradient, in the order of the parameter layout.</summary>
/// <remarks>
/// Within a process it travels by reference, so nobody may write to the array behind it as long as anybody may read it. The memory of most vectors is the
/// collector's when nobody knows them any more. That of a vector which is lent goes back to its owner when all of its holders have released it. A holder who
/// never does leaves it to the collector: a message that is lost, or a reader who knows nothing of this, costs new memory and breaks nothing.
/// </remarks>
public sealed class FloatVector : IEquatable<FloatVector>
{
    private readonly float[] _values;

    /// <summary>Takes the memory back; null for a vector that is not lent.</summary>
    private readonly Action<float[]>? _giveBack;

    /// <summary>Of a lent vector.</summary>
    private int _holders = 1;

    private FloatVector(float[] values, Action<float[]>? giveBack = null) => (_values, _giveBack) = (values, giveBack);

    /// <summary>The vector without elements.</summary>
    public static FloatVector Empty { get; } = new([]);

    /// <summary>Number of elements.</summary>
    public int Length => _values.Length;

    /// <summary>The elements.</summary>
    /// <exception cref="ObjectDisposedException">The vector was lent and has been given back.</exception>
    public ReadOnlySpan<float> Span => Readable;

    /// <summary>The elements, for asynchronous readers.</summary>
    /// <exception cref="ObjectDisposedException">The vector was lent and has been given back.</exception>
    public ReadOnlyMemory<float> Memory => Readable;

    private float[] Readable => Volatile.Read(ref _holders) > 0 ? _values : throw GivenBack();

    /// <summary>A vector with a copy of the given elements.</summary>
    public static FloatVector CopyOf(ReadOnlySpan<float> values) => values.IsEmpty ? Empty : new FloatVector(values.ToArray());

    /// <summary>Wraps an array without a copy. The caller hands the array over: whoever writes to it while the vector may still be read breaks the promise of this type.</summary>
    public static FloatVector TakeOwnership(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new FloatVector(values);
    }

    /// <summary>Wraps an array that its owner wants to use again. The caller is the one holder.</summary>
    /// <param name="values">Written to by nobody until it is given back.</param>
    /// <param name="giveBack">Takes the array, on the thread of whoever releases it last.</param>
    public static FloatVector Lend(float[] values, Action<float[]> giveBack)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(giveBack);
        return new FloatVector(values, giveBack);
    }

    /// <summary>One holder more. By somebody who holds it or is told so by a holder; nothing happens to a vector that is not lent.</summary>
    /// <exception cref="ObjectDisposedException">The vector was lent and has been given back.</exception>
    public void Hold()
    {
        if (_giveBack is null)
            return;

        // Not counted first and looked at afterwards: one that has been given back must not seem to be held in between.
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return;
            holders = seen;
        }

        throw GivenBack();
    }

    /// <summary>One holder less: it reads no more from here on. Nothing happens to a vector that is not lent.</summary>
    /// <exception cref="ObjectDisposedException">The vector was lent and has been given back.</exception>
    public void Release()
    {
        if (_giveBack is null)
            return;
        var left = Interlocked.Decrement(ref _holders);
        if (left == 0)
            _giveBack(_values);
        else if (left < 0)
            throw GivenBack();
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

    private static ObjectDisposedException GivenBack() =>
        new(nameof(FloatVector), "The vector was lent and all of its holders have released it; its memory may hold something else by now.");
}

namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>An immutable run of bytes: a part of an encoded message.</summary>
/// <remarks>It travels by reference within a process, so nobody may write to the memory behind it once it is wrapped.</remarks>
public sealed class ByteVector : IEquatable<ByteVector>
{
    private ByteVector(ReadOnlyMemory<byte> bytes) => Memory = bytes;

    /// <summary>Number of bytes.</summary>
    public int Length => Memory.Length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>The bytes, for asynchronous readers.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Wraps memory without a copy. The caller hands it over: whoever writes to it afterwards breaks the promise of this type.</summary>
    public static ByteVector TakeOwnership(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Whether the bytes are the same.</summary>
    public bool Equals(ByteVector? other) => other is not null && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ByteVector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Length} bytes";
}

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorCritic.Distributed.Protocol.Messages;
using Google.Protobuf;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>A vector on the wire: float32 little-endian, one after another, every bit kept (the sign of zero and the payload of a NaN too).</summary>
/// <remarks>
/// On a little-endian machine the vector's own memory is the wire form: writing wraps it and reading is one block copy. On a big-endian one the bytes
/// of every element are reversed on the way out and on the way in. The byte order is an argument so that both ways can be tested on one machine.
/// </remarks>
internal static class FloatVectorEncoding
{
    /// <summary>The bytes of a vector, without a copy where the machine's byte order is the wire's.</summary>
    /// <exception cref="MalformedMessageException">The vector has more than <see cref="WireLimits.VectorLength"/> elements.</exception>
    public static ByteString ToWire(FloatVector vector) => ToWire(vector, BitConverter.IsLittleEndian);

    internal static ByteString ToWire(FloatVector vector, bool littleEndianMachine)
    {
        if (vector.Length > WireLimits.VectorLength)
            throw new MalformedMessageException(nameof(FloatVector), nameof(vector.Length), $"{vector.Length}", $"at most {WireLimits.VectorLength}");
        if (vector.Length == 0)
            return ByteString.Empty;
        if (littleEndianMachine)
            return UnsafeByteOperations.UnsafeWrap(new BytesOfFloats(vector.Memory).Memory);

        var bytes = new byte[vector.Length * sizeof(float)];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(vector.Span), MemoryMarshal.Cast<byte, int>(bytes.AsSpan()));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The vector of these bytes, copied once.</summary>
    /// <param name="bytes">A multiple of four bytes.</param>
    public static FloatVector FromWire(ReadOnlySpan<byte> bytes) => FromWire(bytes, BitConverter.IsLittleEndian);

    internal static FloatVector FromWire(ReadOnlySpan<byte> bytes, bool littleEndianMachine)
    {
        if (littleEndianMachine)
            return FloatVector.CopyOf(MemoryMarshal.Cast<byte, float>(bytes));

        var values = new float[bytes.Length / sizeof(float)];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(bytes), MemoryMarshal.Cast<float, int>(values.AsSpan()));
        return FloatVector.TakeOwnership(values);
    }

    /// <summary>Shows the memory of floats as bytes. It owns nothing, so there is nothing to dispose of.</summary>
    private sealed class BytesOfFloats(ReadOnlyMemory<float> floats) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(MemoryMarshal.AsMemory(floats).Span);

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("The bytes of a vector are read through a span only.");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using CsCheck;
using Google.Protobuf;

namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class FloatVectorEncodingSpecs
{
    private static readonly Gen<FloatVector> s_vectors =
        Gen.UInt.Array[0, 100].Select(bits => FloatVector.TakeOwnership([.. bits.Select(BitConverter.UInt32BitsToSingle)]));

    [Fact]
    public void Elements_are_four_bytes_each_lowest_byte_first() => s_vectors.Sample(vector =>
    {
        var expected = new byte[vector.Length * 4];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(expected.AsSpan(i * 4), vector.Span[i]);

        Assert.Equal(expected, FloatVectorEncoding.ToWire(vector).ToByteArray());
    });

    [Fact]
    public void Every_bit_survives_NaN_and_negative_zero_included() => s_vectors.Sample(vector =>
        Assert.Equal(vector, FloatVectorEncoding.FromWire(FloatVectorEncoding.ToWire(vector).Span)));

    [Fact]
    public void A_big_endian_machine_reverses_the_bytes_of_every_element_both_ways()
    {
        // To such a machine the memory of this vector is 01 02 03 04 05 06 07 08 when this one's is 04 03 02 01 08 07 06 05.
        var asSeenHere = FloatVector.TakeOwnership([BitConverter.Int32BitsToSingle(0x01020304), BitConverter.Int32BitsToSingle(0x05060708)]);
        byte[] reversed = BitConverter.IsLittleEndian ? [1, 2, 3, 4, 5, 6, 7, 8] : [4, 3, 2, 1, 8, 7, 6, 5];

        Assert.Equal(reversed, FloatVectorEncoding.ToWire(asSeenHere, littleEndianMachine: false).ToByteArray());
        Assert.Equal(asSeenHere, FloatVectorEncoding.FromWire(reversed, littleEndianMachine: false));
    }

    [Fact]
    public void Writing_wraps_the_memory_of_the_vector_and_reading_makes_its_own()
    {
        float[] owned = [1, 2, 3];
        var bytes = FloatVectorEncoding.ToWire(FloatVector.TakeOwnership(owned), littleEndianMachine: true);
        var read = FloatVectorEncoding.FromWire(bytes.Span, littleEndianMachine: true);

        Assert.True(bytes.Span.Overlaps(MemoryMarshal.AsBytes(owned.AsSpan())));
        Assert.False(read.Span.Overlaps(owned));
    }

    [Fact]
    public void A_gradient_is_written_with_one_allocation_the_size_of_its_bytes()
    {
        var gradient = FloatVector.TakeOwnership(new float[4675]);
        var message = MessageSamples.Of<ParametersPublished>() with { Parameters = new ParameterSnapshot(1, 1, gradient) };
        using var wire = new WireFixture();
        var length = wire.Serializer.ToBinary(message).Length;

        var before = GC.GetAllocatedBytesForCurrentThread();
        wire.Serializer.ToBinary(message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, length, length + 1024);
    }

    [Fact]
    public void The_longest_vector_is_64_mebi_elements_both_ways()
    {
        // Memory that has a length but no bytes: the check comes before the first element is touched.
        var longest = UnsafeByteOperations.UnsafeWrap(new LengthOnly(4L * WireLimits.VectorLength).Memory);
        var tooLong = UnsafeByteOperations.UnsafeWrap(new LengthOnly(4L * (WireLimits.VectorLength + 1)).Memory);
        var rules = new FieldRules("Message");

        Assert.Equal(64 * 1024 * 1024, WireLimits.VectorLength);
        Assert.Throws<TouchedException>(() => rules.Floats(longest));
        var exception = Assert.Throws<MalformedMessageException>(() => rules.Floats(tooLong));
        Assert.Equal(("Message", "tooLong"), (exception.MessageType, exception.Field));
    }

    [Fact]
    public void A_longer_vector_is_not_even_sent()
    {
        // Uninitialised, so that no memory is really taken.
        var longest = FloatVector.TakeOwnership(GC.AllocateUninitializedArray<float>(WireLimits.VectorLength));
        var tooLong = FloatVector.TakeOwnership(GC.AllocateUninitializedArray<float>(WireLimits.VectorLength + 1));

        Assert.Equal(4 * WireLimits.VectorLength, FloatVectorEncoding.ToWire(longest).Length);
        Assert.Throws<MalformedMessageException>(() => FloatVectorEncoding.ToWire(tooLong));
    }

    private sealed class TouchedException : Exception;

    private sealed class LengthOnly(long length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(checked((int)length));

        public override Span<byte> GetSpan() => throw new TouchedException();

        public override MemoryHandle Pin(int elementIndex = 0) => throw new TouchedException();

        public override void Unpin() => throw new TouchedException();

        protected override void Dispose(bool disposing)
        {
        }
    }
}

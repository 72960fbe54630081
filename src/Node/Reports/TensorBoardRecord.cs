using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>One event of a TensorBoard file: a TFRecord with a Protobuf message in it.</summary>
/// <remarks>
/// A record is its length (uint64), the masked checksum of the length (uint32), the message and the masked checksum of the message, little-endian; the checksum
/// is CRC-32C, masked by rotating it 15 bits to the right and adding 0xA282EAD8 (tensorflow/core/lib/io/record_writer.h). The message is
/// Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5 } with Summary { repeated Value value = 1 } and
/// Value { string tag = 1; float simple_value = 2 } (core/util/event.proto, core/framework/summary.proto).
/// </remarks>
internal static class TensorBoardRecord
{
    /// <summary>The event that begins every file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="wallTime">Seconds since 1970.</param>
    public static void WriteFileVersion(Stream stream, double wallTime) => Write(stream, Message(content =>
    {
        WriteHead(content, wallTime, step: 0);
        content.WriteTag(3, WireFormat.WireType.LengthDelimited);
        content.WriteString("brain.Event:2");
    }));

    /// <summary>A point of a curve.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">Where on the abscissa.</param>
    /// <param name="tag">Name of the curve.</param>
    /// <param name="scalar">The value.</param>
    public static void WriteScalar(Stream stream, double wallTime, long step, string tag, float scalar)
    {
        var value = Message(content =>
        {
            content.WriteTag(1, WireFormat.WireType.LengthDelimited);
            content.WriteString(tag);
            content.WriteTag(2, WireFormat.WireType.Fixed32);
            content.WriteFloat(scalar);
        });
        var summary = Message(content => WriteMessage(content, 1, value));
        Write(stream, Message(content =>
        {
            WriteHead(content, wallTime, step);
            WriteMessage(content, 5, summary);
        }));
    }

    private static void WriteHead(CodedOutputStream content, double wallTime, long step)
    {
        content.WriteTag(1, WireFormat.WireType.Fixed64);
        content.WriteDouble(wallTime);
        content.WriteTag(2, WireFormat.WireType.Varint);
        content.WriteInt64(step);
    }

    private static void WriteMessage(CodedOutputStream content, int field, byte[] message)
    {
        content.WriteTag(field, WireFormat.WireType.LengthDelimited);
        content.WriteBytes(UnsafeByteOperations.UnsafeWrap(message));
    }

    /// <summary>Bytes of a usual message; the stream's own choice is 4 KiB, for 57 messages in each row of metrics.</summary>
    private const int UsualLength = 128;

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream(UsualLength);
        using (var content = new CodedOutputStream(memory, UsualLength, leaveOpen: true))
            write(content);
        return memory.ToArray();
    }

    private static void Write(Stream stream, byte[] message)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Length);
        stream.Write(length);
        WriteChecksum(stream, length);
        stream.Write(message);
        WriteChecksum(stream, message);
    }

    private static void WriteChecksum(Stream stream, ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
            checksum = BitOperations.Crc32C(checksum, value);
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~checksum, 15) + 0xA282EAD8);
        stream.Write(masked);
    }
}

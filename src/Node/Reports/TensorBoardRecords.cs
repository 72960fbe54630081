using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Events of a TensorBoard file, put together in memory that is used again: each is a TFRecord with a Protobuf message in it.</summary>
/// <remarks>
/// A record is its length (uint64), the masked checksum of the length (uint32), the message and the masked checksum of the message, little-endian; the checksum
/// is CRC-32C, masked by rotating it 15 bits to the right and adding 0xA282EAD8 (tensorflow/core/lib/io/record_writer.h). The message is
/// Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5 } with Summary { repeated Value value = 1 } and
/// Value { string tag = 1; float simple_value = 2 } (core/util/event.proto, core/framework/summary.proto).
/// </remarks>
internal sealed class TensorBoardRecords
{
    /// <summary>Of the tag of a field below 16.</summary>
    private const int TagLength = 1;

    /// <summary>Longer than any message here: a curve's name has some twenty characters.</summary>
    private readonly byte[] _message = new byte[512];
    private readonly MemoryStream _records = new();

    /// <summary>Begins anew.</summary>
    public void Clear() => _records.SetLength(0);

    /// <summary>All records; valid until others are added.</summary>
    public ReadOnlySpan<byte> Written => _records.GetBuffer().AsSpan(0, (int)_records.Length);

    /// <summary>The event that begins every file.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    public void AddFileVersion(double wallTime)
    {
        var content = new CodedOutputStream(_message);
        WriteHead(content, wallTime, step: 0);
        content.WriteTag(3, WireFormat.WireType.LengthDelimited);
        content.WriteString("brain.Event:2");
        Add(content);
    }

    /// <summary>A point of a curve.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">Where on the abscissa.</param>
    /// <param name="tag">Name of the curve.</param>
    /// <param name="scalar">The value.</param>
    public void AddScalar(double wallTime, long step, string tag, float scalar)
    {
        var valueLength = TagLength + CodedOutputStream.ComputeStringSize(tag) + TagLength + sizeof(float);
        var summaryLength = TagLength + CodedOutputStream.ComputeLengthSize(valueLength) + valueLength;
        var content = new CodedOutputStream(_message);
        WriteHead(content, wallTime, step);
        content.WriteTag(5, WireFormat.WireType.LengthDelimited);
        content.WriteLength(summaryLength);
        content.WriteTag(1, WireFormat.WireType.LengthDelimited);
        content.WriteLength(valueLength);
        content.WriteTag(1, WireFormat.WireType.LengthDelimited);
        content.WriteString(tag);
        content.WriteTag(2, WireFormat.WireType.Fixed32);
        content.WriteFloat(scalar);
        Add(content);
    }

    private static void WriteHead(CodedOutputStream content, double wallTime, long step)
    {
        content.WriteTag(1, WireFormat.WireType.Fixed64);
        content.WriteDouble(wallTime);
        content.WriteTag(2, WireFormat.WireType.Varint);
        content.WriteInt64(step);
    }

    private void Add(CodedOutputStream content)
    {
        var message = _message.AsSpan(0, (int)content.Position);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Length);
        _records.Write(length);
        AddChecksum(length);
        _records.Write(message);
        AddChecksum(message);
    }

    private void AddChecksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
            checksum = BitOperations.Crc32C(checksum, value);
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~checksum, 15) + 0xA282EAD8);
        _records.Write(masked);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace ActorCritic.Distributed.Node.Tests.Reports;

/// <summary>One event of a TensorBoard file: its wall time and step, and either the file version or one scalar.</summary>
internal sealed record TensorBoardEvent(double WallTime, long Step, string? FileVersion, string? Tag, float Scalar);

/// <summary>
/// A reader of events files that shares no code with the writer: TFRecord framing, masked CRC-32C and the protobuf wire format by hand.
/// </summary>
/// <remarks>
/// A record is length (uint64), masked checksum of the length (uint32), payload, masked checksum of the payload (uint32), all
/// little-endian; masked = rotate right by 15 bits, then + 0xA282EAD8 (tensorflow/core/lib/io/record_writer.h, core/lib/hash/crc32c.h).
/// Payload fields: Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5 }, Summary { repeated Value
/// value = 1 }, Value { string tag = 1; float simple_value = 2 } (core/util/event.proto, core/framework/summary.proto).
/// </remarks>
internal static class TensorBoardEvents
{
    public static List<TensorBoardEvent> Read(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var events = new List<TensorBoardEvent>();
        while (rest.Length > 0)
        {
            var lengthField = rest[..8];
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(lengthField);
            Assert.Equal(MaskedCrc(lengthField), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
            var payload = rest.Slice(12, length);
            Assert.Equal(MaskedCrc(payload), BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]));
            events.Add(ParseEvent(payload));
            rest = rest[(16 + length)..];
        }

        return events;
    }

    /// <summary>CRC-32C (Castagnoli), bit by bit.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes) => uint.RotateRight(Crc(bytes), 15) + 0xA282EAD8;

    private static TensorBoardEvent ParseEvent(ReadOnlySpan<byte> message)
    {
        var parsed = new TensorBoardEvent(0, 0, null, null, 0);
        while (ReadField(ref message, out var field, out var number, out var content))
        {
            parsed = field switch
            {
                1 => parsed with { WallTime = BitConverter.UInt64BitsToDouble(number) },
                2 => parsed with { Step = (long)number },
                3 => parsed with { FileVersion = Encoding.UTF8.GetString(content) },
                5 => ParseSummary(content, parsed),
                _ => throw new InvalidDataException($"Unknown event field {field}."),
            };
        }

        return parsed;
    }

    private static TensorBoardEvent ParseSummary(ReadOnlySpan<byte> message, TensorBoardEvent parsed)
    {
        Assert.True(ReadField(ref message, out var field, out _, out var value));
        Assert.Equal(1, field);
        Assert.Equal(0, message.Length);
        while (ReadField(ref value, out field, out var number, out var content))
        {
            parsed = field switch
            {
                1 => parsed with { Tag = Encoding.UTF8.GetString(content) },
                2 => parsed with { Scalar = BitConverter.UInt32BitsToSingle((uint)number) },
                _ => throw new InvalidDataException($"Unknown summary field {field}."),
            };
        }

        return parsed;
    }

    private static bool ReadField(ref ReadOnlySpan<byte> message, out int field, out ulong number, out ReadOnlySpan<byte> content)
    {
        field = 0;
        number = 0;
        content = default;
        if (message.IsEmpty)
            return false;

        var tag = ReadVarint(ref message);
        field = (int)(tag >> 3);
        var length = 0;
        switch (tag & 7)
        {
            case 0: number = ReadVarint(ref message); break;
            case 1: number = BinaryPrimitives.ReadUInt64LittleEndian(message); length = 8; break;
            case 2: length = (int)ReadVarint(ref message); content = message[..length]; break;
            case 5: number = BinaryPrimitives.ReadUInt32LittleEndian(message); length = 4; break;
            default: throw new InvalidDataException($"Unknown wire type {tag & 7}.");
        }

        message = message[length..];
        return true;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var value = message[0];
            message = message[1..];
            number |= (ulong)(value & 0x7F) << shift;
            if (value < 0x80)
                return number;
        }
    }
}

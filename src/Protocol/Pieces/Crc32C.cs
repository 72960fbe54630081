using System.Buffers.Binary;
using System.Numerics;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>The Castagnoli checksum of bytes that come in parts (CRC-32C, RFC 3720 appendix B.4). It finds accidents, not forgeries.</summary>
internal struct Crc32C
{
    private uint _complement;

    /// <summary>The checksum of all bytes so far; 0 for none.</summary>
    public readonly uint Value => _complement;

    /// <summary>The checksum of these bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = default(Crc32C);
        checksum.Append(bytes);
        return checksum.Value;
    }

    /// <summary>Adds bytes; it does not matter how they were divided.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var remainder = ~_complement;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            remainder = BitOperations.Crc32C(remainder, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            remainder = BitOperations.Crc32C(remainder, value);
        _complement = ~remainder;
    }
}

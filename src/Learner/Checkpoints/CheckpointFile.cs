using System.Buffers.Binary;
using System.Security.Cryptography;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Learner.Checkpoints;

/// <summary>A file with the learner's state that is either whole or known to be damaged.</summary>
/// <remarks>
/// Layout: 8 bytes "ACDSTATE"; format version, uint32; length of the content, uint64; SHA-256 of the content, 32 bytes; the content, which is
/// <see cref="LearnerStateEncoding"/>. Integers are little-endian. Nothing follows the content.
/// </remarks>
public static class CheckpointFile
{
    /// <summary>Format version that this build writes and reads.</summary>
    public const uint FormatVersion = 1;

    private const int VersionOffset = 8;
    private const int LengthOffset = VersionOffset + sizeof(uint);
    private const int ChecksumOffset = LengthOffset + sizeof(ulong);
    private const int ContentOffset = ChecksumOffset + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "ACDSTATE"u8;

    /// <summary>Writes the state in one atomic step.</summary>
    /// <param name="path">The file; its folder exists. A file already there is replaced.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    /// <exception cref="MalformedMessageException">The state is beyond one of the <see cref="WireLimits"/>.</exception>
    public static void Write(string path, LearnerState state)
    {
        var content = LearnerStateEncoding.Write(state);
        var header = HeaderOf(content);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            stream.Write(content);
        });
    }

    /// <summary>Reads a state, if the file holds one.</summary>
    public static CheckpointReading Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);

            // Before anything is read: a foreign file may be of any size.
            if (stream.Length > Array.MaxLength)
                return CheckpointReading.Faulty($"it has {stream.Length} bytes, more than any checkpoint");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Decode(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CheckpointReading.Faulty($"it cannot be read ({exception.Message.TrimEnd('.')})");
        }
    }

    internal static byte[] Encode(LearnerState state)
    {
        var content = LearnerStateEncoding.Write(state);
        return [.. HeaderOf(content), .. content];
    }

    internal static CheckpointReading Decode(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic))
            return CheckpointReading.Faulty("it is no checkpoint: it does not begin like one");
        if (bytes.Length < ContentOffset)
            return CheckpointReading.Faulty($"it is cut off after {bytes.Length} bytes");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionOffset..]);
        if (version != FormatVersion)
            return CheckpointReading.Faulty($"it has format version {version} and this build reads version {FormatVersion}");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[LengthOffset..]);
        var content = bytes[ContentOffset..];
        if (length != (ulong)content.Length)
            return CheckpointReading.Faulty($"it has {content.Length} bytes of content and says {length}: it is cut off, or something was added");
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[ChecksumOffset..ContentOffset]))
            return CheckpointReading.Faulty("its checksum is wrong: the content has changed since it was written");
        try
        {
            return CheckpointReading.Whole(LearnerStateEncoding.Read(content));
        }
        catch (MalformedMessageException exception)
        {
            return CheckpointReading.Faulty($"its content is no state that this build understands ({exception.Message.TrimEnd('.')})");
        }
    }

    private static byte[] HeaderOf(byte[] content)
    {
        var header = new byte[ContentOffset];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(VersionOffset), FormatVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(LengthOffset), (ulong)content.Length);
        SHA256.HashData(content, header.AsSpan(ChecksumOffset));
        return header;
    }
}

/// <summary>What a file held.</summary>
/// <param name="State">The state; null if the file is damaged.</param>
/// <param name="Fault">What is wrong with it, in words that follow on the file's name; null if nothing is.</param>
public readonly record struct CheckpointReading(LearnerState? State, string? Fault)
{
    internal static CheckpointReading Whole(LearnerState state) => new(state, null);

    internal static CheckpointReading Faulty(string fault) => new(null, fault);
}

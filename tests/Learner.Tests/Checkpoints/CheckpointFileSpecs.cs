using System.Security.Cryptography;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Learner.Tests.Replication;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Checkpoints;

public sealed class CheckpointFileSpecs : IDisposable
{
    private const int HeaderLength = 52;
    private static readonly LearnerState State = SampleState.Of(term: 3, version: 42);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_state_comes_back_as_it_went()
    {
        CheckpointFile.Write(_folder.In("a"), State);

        Assert.Equal(new CheckpointReading(State, null), CheckpointFile.Read(_folder.In("a")));
        Assert.Equal(CheckpointFile.Encode(State), File.ReadAllBytes(_folder.In("a")));
    }

    [Fact]
    public void A_file_begins_with_magic_version_length_and_checksum()
    {
        var bytes = CheckpointFile.Encode(State);

        Assert.Equal("ACDSTATE"u8.ToArray(), bytes[..8]);
        Assert.Equal([1, 0, 0, 0], bytes[8..12]);
        Assert.Equal((ulong)(bytes.Length - HeaderLength), BitConverter.ToUInt64(bytes, 12));
        Assert.Equal(SHA256.HashData(bytes.AsSpan(HeaderLength)), bytes[20..52]);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_known_to_be_damaged()
    {
        var bytes = CheckpointFile.Encode(State);
        for (var length = 0; length < bytes.Length; length++)
            AssertDamaged(CheckpointFile.Decode(bytes.AsSpan(0, length)), $"cut off after {length} bytes");
    }

    [Fact]
    public void A_single_bit_that_is_flipped_anywhere_is_detected()
    {
        var bytes = CheckpointFile.Encode(State);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertDamaged(CheckpointFile.Decode(bytes), $"bit {bit} flipped");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.NotNull(CheckpointFile.Decode(bytes).State);
    }

    [Fact]
    public void Something_that_was_added_at_the_end_is_detected() =>
        AssertDamaged(CheckpointFile.Decode([.. CheckpointFile.Encode(State), 0]), "a byte added");

    [Theory]
    [InlineData(new byte[0], "no checkpoint")]
    [InlineData(new byte[] { 1, 2, 3 }, "no checkpoint")]
    public void A_file_of_somebody_else_is_no_checkpoint(byte[] bytes, string fault)
    {
        File.WriteAllBytes(_folder.In("a"), bytes);

        Assert.Contains(fault, CheckpointFile.Read(_folder.In("a")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_build_names_both_format_versions()
    {
        var bytes = CheckpointFile.Encode(State);
        bytes[8] = 7;

        Assert.Equal("it has format version 7 and this build reads version 1", CheckpointFile.Decode(bytes).Fault);
    }

    [Fact]
    public void Content_that_is_no_state_is_refused_though_its_checksum_is_right()
    {
        byte[] content = [0xFF, 0xFF];
        byte[] bytes = ["ACDSTATE"u8[0], .. "CDSTATE"u8, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, .. SHA256.HashData(content), .. content];

        Assert.StartsWith("its content is no state", CheckpointFile.Decode(bytes).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_fault_and_no_crash() =>
        Assert.StartsWith("it cannot be read (", CheckpointFile.Read(_folder.In("missing")).Fault, StringComparison.Ordinal);

    private static void AssertDamaged(CheckpointReading reading, string how) =>
        Assert.True(reading is { State: null, Fault.Length: > 0 }, $"Not detected: {how}.");
}

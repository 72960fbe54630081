using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using CsCheck;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>
/// Bytes from a broken or hostile sender end in a valid message or in a <see cref="MalformedMessageException"/>, and take memory in proportion to their number.
/// </summary>
public sealed class MalformedBytesSpecs(WireFixture wire) : IClassFixture<WireFixture>
{
    /// <summary>A two-byte empty item becomes an object of some 60 bytes, a record and list places; an exception costs some kilobytes.</summary>
    private const int AllocationPerByte = 200, AllocationOfAnException = 64 * 1024;

    private static readonly byte[] s_twoGibibytesFollow = [0xFF, 0xFF, 0xFF, 0xFF, 0x07];

    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_cut_at_any_byte_is_read_or_refused(string name)
    {
        var type = MessageTypes.Named(name);
        var bytes = wire.SampleBytes(type);

        for (var length = 0; length <= bytes.Length; length++)
            ReadOrRefuse(type, bytes[..length]);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Random_bytes_are_read_or_refused(string name)
    {
        var type = MessageTypes.Named(name);

        Gen.Byte.Array[0, 100].Sample(bytes => { ReadOrRefuse(type, bytes); }, iter: 2000);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_with_bytes_changed_inserted_or_removed_is_read_or_refused(string name)
    {
        var type = MessageTypes.Named(name);
        var sample = wire.SampleBytes(type);

        Gen.Select(Gen.Int[0, 2], Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 4].Sample(
            edits => { ReadOrRefuse(type, edits.Aggregate(sample, Edit)); }, iter: 2000);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_field_of_any_number_that_claims_two_gibibytes_is_refused_at_once(string name)
    {
        var type = MessageTypes.Named(name);
        const int LengthDelimited = 2;

        for (var number = 1; number <= 15; number++)
        {
            byte[] bytes = [(byte)((number << 3) | LengthDelimited), .. s_twoGibibytesFollow, 1, 2, 3];
            Assert.False(ReadOrRefuse(type, bytes));
        }
    }

    [Fact]
    public void Bytes_that_are_no_message_are_refused_with_the_name_of_the_message()
    {
        var exception = Assert.Throws<MalformedMessageException>(() => wire.Read(typeof(SubmitGradient), [0xFF, 0xFF]));

        Assert.Equal(nameof(SubmitGradient), exception.MessageType);
        Assert.NotNull(exception.InnerException);
    }

    [Fact]
    public void Groups_nested_beyond_all_measure_are_refused()
    {
        byte[] startOfGroup15 = [(15 << 3) | 3];

        Assert.False(ReadOrRefuse(typeof(SubmitGradient), [.. Enumerable.Repeat(startOfGroup15, 1_000_000).SelectMany(group => group)]));
    }

    /// <summary>Whether the bytes were a message. What was read must be as good as any: it comes back as it went.</summary>
    private bool ReadOrRefuse(Type type, byte[] bytes)
    {
        ITrainingMessage? message = null;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            message = wire.Read(type, bytes);
        }
        catch (MalformedMessageException)
        {
            // Refused: the only other way that is allowed.
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, ((long)bytes.Length * AllocationPerByte) + AllocationOfAnException);
        if (message is not null)
        {
            Assert.IsType(type, message);
            Assert.Equal(message, wire.RoundTrip(message));
        }

        return message is not null;
    }

    private static byte[] Edit(byte[] bytes, (int Kind, int Place, byte Value) edit)
    {
        var (kind, place, value) = edit;
        if (bytes.Length == 0)
            return [value];

        var index = place % bytes.Length;
        return kind switch
        {
            0 => [.. bytes[..index], value, .. bytes[(index + 1)..]],
            1 => [.. bytes[..index], value, .. bytes[index..]],
            _ => [.. bytes[..index], .. bytes[(index + 1)..]],
        };
    }
}

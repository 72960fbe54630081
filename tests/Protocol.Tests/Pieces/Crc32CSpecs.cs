using System.Text;
using ActorCritic.Distributed.Protocol.Pieces;
using CsCheck;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

public sealed class Crc32CSpecs
{
    /// <summary>The check value of the catalogue of CRC algorithms, and the vectors of RFC 3720, B.4.</summary>
    [Fact]
    public void The_published_vectors_hold()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0u, Crc32C.Of([]));
    }

    [Fact]
    public void It_does_not_matter_how_the_bytes_were_divided() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Byte.Array[0, 100]).Sample((first, second) =>
        {
            var checksum = default(Crc32C);
            checksum.Append(first);
            checksum.Append(second);

            Assert.Equal(Crc32C.Of([.. first, .. second]), checksum.Value);
        });
}

using System.Buffers.Binary;
using System.Text;
using ActorCritic.Distributed.Node.Reports;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Reports;

/// <summary>Expected bytes are derived by hand from the format's description, https://github.com/huggingface/safetensors#format.</summary>
public sealed class SafetensorsSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string PolicyPath => _folder.In("policy.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_header_length_then_padded_header_then_little_endian_floats()
    {
        Safetensors.Write(
            PolicyPath,
            [new NamedTensor("a", [1, 2], new float[] { 1f, -2f }), new NamedTensor("b", [], new float[] { 0.5f })],
            new Dictionary<string, string> { ["z"] = "last", ["plan"] = """{"seed":7}""" });

        // 159 characters of JSON and one space make 160, so that the floats begin at 8 + 160 = 168, a multiple of 8.
        const string header =
            """{"__metadata__":{"plan":"{\"seed\":7}","z":"last"}"""
            + ""","a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}"""
            + ""","b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}} """;
        byte[] expected =
        [
            160, 0, 0, 0, 0, 0, 0, 0,
            .. Encoding.ASCII.GetBytes(header),
            0x00, 0x00, 0x80, 0x3F, // 1
            0x00, 0x00, 0x00, 0xC0, // -2
            0x00, 0x00, 0x00, 0x3F, // 0.5
        ];
        Assert.Equal(expected, File.ReadAllBytes(PolicyPath));
    }

    [Fact]
    public void Whatever_is_written_is_read_back_to_the_bit()
    {
        var tensor =
            from name in Gen.String[Gen.Char.AlphaNumeric, 1, 12]
            from shape in Gen.Int[0, 4].Array[0, 4]
            let count = shape.Aggregate(1, (product, dimension) => product * dimension)
            from elements in Gen.UInt.Select(BitConverter.UInt32BitsToSingle).Array[count]
            select new NamedTensor(name, shape, elements);
        var text = Gen.String[Gen.OneOf('"', '\\', '\n', 'é', '€', 'x'), 0, 20];
        var metadata = Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 8], text).Array[0, 4];

        Gen.Select(tensor.Array[0, 6], metadata).Sample(
            (tensors, pairs) =>
            {
                NamedTensor[] distinct = [.. tensors.DistinctBy(candidate => candidate.Name)];
                var texts = pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2);
                Safetensors.Write(PolicyPath, distinct, texts);
                var read = Safetensors.Read(PolicyPath);

                Assert.Equal(texts.OrderBy(pair => pair.Key), read.Metadata.OrderBy(pair => pair.Key));
                // Where several tensors hold no bytes, the order of the bytes does not order them.
                Assert.Equal(
                    distinct.Where(HoldsBytes).Select(candidate => candidate.Name),
                    read.Tensors.Where(HoldsBytes).Select(candidate => candidate.Name));
                Assert.Equal(distinct.Length, read.Tensors.Count);
                foreach (var expected in distinct)
                {
                    var actual = Assert.Single(read.Tensors, candidate => candidate.Name == expected.Name);
                    Assert.Equal(expected.Shape, actual.Shape);
                    Assert.Equal(Bits(expected), Bits(actual));
                }
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Another_writers_order_of_keys_and_whitespace_is_understood()
    {
        WriteFile("""{ "late" : {"data_offsets":[4,8], "shape":[1], "dtype":"F32"},  "e\u0061rly":{"shape":[1,1],"dtype":"F32","data_offsets":[0,4]} }   """, 1f, 2f);

        var content = Safetensors.Read(PolicyPath);

        Assert.Equal(["early", "late"], content.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1f], content.Tensors[0].Elements.ToArray());
        Assert.Equal([2f], content.Tensors[1].Elements.ToArray());
        Assert.Empty(content.Metadata);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}""", "dtype \"F16\"; only F32")]
    [InlineData("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", "dtype 32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "shape [2], so 8 bytes of F32, but data_offsets [0, 4] hold 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,4]}}""", "so 0 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "-1 is no integer from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "1.5 is no integer from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "\"1\" is no integer from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "shape 1, not a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,4],"data_offsets":[0,4]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "data_offsets [0, 4, 8], which are no [begin, end]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "data_offsets [4, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "at [0, 8], but only 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", "leaves a hole; it must begin at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "has 4 bytes of tensors, but its header describes 0")]
    [InlineData("""{}""", "has 4 bytes of tensors, but its header describes 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", "names 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the field 'dtype' twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}}""", "unknown field 'strides'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "no data_offsets")]
    [InlineData("""{"a":[1]}""", "describes the tensor 'a' by [1]")]
    [InlineData("""{"__metadata__":{"steps":5},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "metadata 'steps' = 5, not a text")]
    [InlineData("""{"__metadata__":["x"],"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not a map of texts")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "metadata 'k' twice")]
    [InlineData("""{"__metadata__":{"k":"\ud800"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "no JSON in UTF-8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", "no JSON")]
    [InlineData(""" {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "does not start with '{'")]
    [InlineData("", "does not start with '{'")]
    public void A_malformed_header_is_refused_with_file_value_and_remedy(string header, string expected)
    {
        WriteFile(header, 1f);

        var exception = Assert.Throws<SafetensorsException>(() => Safetensors.Read(PolicyPath));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith($"'{PolicyPath}' ", exception.Message, StringComparison.Ordinal);
        Assert.Matches(@"\. [A-Z][^.]+.*\.$", exception.Message);
    }

    [Theory]
    [InlineData(100_000_001UL, "header of 100000001 bytes; at most 100000000")]
    [InlineData(ulong.MaxValue, "header of 18446744073709551615 bytes")]
    [InlineData(3UL, "header of 3 bytes, but only 2 follow")]
    public void A_header_longer_than_allowed_or_than_the_file_is_refused_before_it_is_read(ulong length, string expected)
    {
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(PolicyPath, bytes);

        var exception = Assert.Throws<SafetensorsException>(() => Safetensors.Read(PolicyPath));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var whole = SmallFile();
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(PolicyPath, whole[..length]);
            Assert.Throws<SafetensorsException>(() => Safetensors.Read(PolicyPath));
        }
    }

    [Fact]
    public void Damage_anywhere_is_either_refused_or_harmless_but_never_another_exception()
    {
        var whole = SmallFile();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                byte[] damaged = [.. whole];
                foreach (var (position, value) in changes)
                    damaged[position] = value;
                File.WriteAllBytes(PolicyPath, damaged);
                try
                {
                    var content = Safetensors.Read(PolicyPath);
                    Assert.Equal(3, content.Tensors.Sum(tensor => tensor.Elements.Length));
                }
                catch (SafetensorsException)
                {
                    // The expected refusal.
                }
            },
            iter: 2000,
            threads: 1);
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused_before_a_file_exists()
    {
        var one = new float[] { 1f };
        Refuses("used twice", new NamedTensor("a", [1], one), new NamedTensor("a", [1], one));
        Refuses("reserved", new NamedTensor("__metadata__", [1], one));
        Refuses("[2, 3], so 6 elements, but 1", new NamedTensor("a", [2, 3], one));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));

        void Refuses(string expected, params NamedTensor[] tensors)
        {
            var exception = Assert.Throws<ArgumentException>(() => Safetensors.Write(PolicyPath, tensors));
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        }
    }

    private byte[] SmallFile()
    {
        Safetensors.Write(
            PolicyPath,
            [new NamedTensor("actor.weight", [1, 2], new float[] { 1f, 2f }), new NamedTensor("actor.bias", [1], new float[] { 3f })],
            new Dictionary<string, string> { ["environment"] = "CartPole-v1" });
        return File.ReadAllBytes(PolicyPath);
    }

    private void WriteFile(string header, params float[] elements)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + 4 * elements.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes, 8);
        for (var i = 0; i < elements.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(8 + json.Length + 4 * i), elements[i]);
        File.WriteAllBytes(PolicyPath, bytes);
    }

    private static bool HoldsBytes(NamedTensor tensor) => tensor.Elements.Length > 0;

    private static uint[] Bits(NamedTensor tensor) => [.. tensor.Elements.ToArray().Select(BitConverter.SingleToUInt32Bits)];
}

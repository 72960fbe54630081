namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>The wire cannot change by accident: bytes that protoc encoded from text are what the serializer writes and reads.</summary>
public sealed class GoldenBytesSpecs(WireFixture wire) : IClassFixture<WireFixture>
{
    private static readonly Dictionary<string, GoldenMessage> s_golden = Load().ToDictionary(golden => golden.Name);

    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_written_as_its_golden_bytes(string name)
    {
        var golden = s_golden[name];
        var sample = MessageSamples.Of(MessageTypes.Named(name));

        Assert.Equal(golden.Hex, Convert.ToHexStringLower(wire.Serializer.ToBinary(sample)));
        Assert.Equal(golden.Manifest, wire.Serializer.Manifest(sample));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Golden_bytes_are_read_as_their_message(string name)
    {
        var golden = s_golden[name];

        Assert.Equal(MessageSamples.Of(MessageTypes.Named(name)), wire.Serializer.FromBinary(Convert.FromHexString(golden.Hex), golden.Manifest));
    }

    [Fact]
    public void No_golden_message_has_lost_its_type() =>
        Assert.Equal(MessageTypes.All.Select(type => type.Name), s_golden.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_serializer_keeps_its_number() => Assert.Equal(1601, wire.Serializer.Identifier);

    private static IEnumerable<GoldenMessage> Load()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "messages.txt"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("== ", StringComparison.Ordinal))
                continue;

            var heading = lines[i].Split(' ');
            var block = lines.Skip(i + 1).TakeWhile(line => !line.StartsWith("== ", StringComparison.Ordinal));
            var hex = block.Where(line => line.StartsWith("> ", StringComparison.Ordinal)).Select(line => line[2..]);
            yield return new GoldenMessage(Manifest: heading[1], Name: heading[2], Hex: string.Concat(hex));
        }
    }

    private sealed record GoldenMessage(string Manifest, string Name, string Hex);
}

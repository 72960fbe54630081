using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Addresses of nodes, separated by commas.</summary>
internal sealed class NodeAddressListFormat : OptionFormat
{
    public override string Placeholder => "HOST:PORT,…";

    public override string Expectation => $"HOST:PORT, several separated by commas; without :PORT it is {NodeAddress.DefaultPort}";

    public override string Range => "";

    public override bool TryParse(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? expectation)
    {
        var addresses = new List<NodeAddress>();
        var texts = text.Split(',');
        foreach (var part in texts)
        {
            if (NodeAddress.TryParse(part, out var address))
                addresses.Add(address);
        }

        (value, expectation) = addresses.Count == texts.Length ? (addresses.AsReadOnly(), null) : (default(object), Expectation);
        return value is not null;
    }

    public override string Format(object value) => string.Join(',', (IReadOnlyList<NodeAddress>)value);

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Format(value));

    protected override string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;
}

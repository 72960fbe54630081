using System.Collections.Frozen;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>Pairs the values of a message's enumeration with the wire's by name; the wire has one more, UNSPECIFIED, which is none.</summary>
/// <remarks>By name, so that the order of the C# members is free; the numbers on the wire are fixed in the .proto alone.</remarks>
internal sealed class EnumMapping<TMessage, TWire>
    where TMessage : struct, Enum
    where TWire : struct, Enum
{
    private readonly FrozenDictionary<TMessage, TWire> _toWire =
        Enum.GetValues<TMessage>().ToFrozenDictionary(value => value, value => Enum.Parse<TWire>(value.ToString()));

    private readonly FrozenDictionary<TWire, TMessage> _fromWire;

    public EnumMapping() => _fromWire = _toWire.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The known values with their numbers on the wire, for an error message.</summary>
    public string Allowed => string.Join(", ", _fromWire.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key:D} ({pair.Value})"));

    /// <exception cref="MalformedMessageException">The value is not one of the enumeration's members.</exception>
    public TWire ToWire(TMessage value) =>
        _toWire.TryGetValue(value, out var wire)
            ? wire
            : throw new MalformedMessageException(typeof(TMessage).Name, "value", value.ToString("D"), string.Join(", ", _toWire.Keys.Order()));

    public bool TryFromWire(TWire wire, out TMessage value) => _fromWire.TryGetValue(wire, out value);
}

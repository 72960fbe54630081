using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>Parameters on their way to the nodes, and the acknowledgement.</summary>
internal static class ParametersMapping
{
    public static V1.ParameterSnapshot ToWire(ParameterSnapshot snapshot) => new()
    {
        Version = snapshot.Version,
        EnvironmentSteps = snapshot.EnvironmentSteps,
        Values = FloatVectorEncoding.ToWire(snapshot.Values),
    };

    public static ParameterSnapshot FromWire(V1.ParameterSnapshot wire)
    {
        var rules = new FieldRules(nameof(ParameterSnapshot));
        return new ParameterSnapshot(rules.NotNegative(wire.Version), rules.NotNegative(wire.EnvironmentSteps), rules.Floats(wire.Values));
    }

    public static V1.ParametersPublished ToWire(ParametersPublished message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Parameters = ToWire(message.Parameters),
    };

    public static ParametersPublished FromWire(V1.ParametersPublished wire)
    {
        var rules = new FieldRules(nameof(ParametersPublished));
        return new ParametersPublished(rules.Name(wire.Run), rules.NotNegative(wire.Term), FromWire(rules.Present(wire.Parameters)));
    }

    public static V1.ParametersReceived ToWire(ParametersReceived message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Node = message.Node,
        Version = message.Version,
    };

    public static ParametersReceived FromWire(V1.ParametersReceived wire)
    {
        var rules = new FieldRules(nameof(ParametersReceived));
        return new ParametersReceived(
            rules.Name(wire.Run), rules.NotNegative(wire.Term), rules.Name(wire.Node), rules.NotNegative(wire.Version));
    }
}

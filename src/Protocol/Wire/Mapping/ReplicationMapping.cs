using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>The learner's state on its way to standbys, and who they are.</summary>
/// <remarks>A request to register is taken as it comes, within the limits of size: the learner answers a senseless one with a reason.</remarks>
internal static class ReplicationMapping
{
    private static readonly EnumMapping<StandbyRejectionReason, V1.StandbyRejectionReason> s_reasons = new();

    public static V1.RegisterStandby ToWire(RegisterStandby message) => new()
    {
        ProtocolVersion = message.ProtocolVersion,
        Node = message.Node,
    };

    public static RegisterStandby FromWire(V1.RegisterStandby wire) =>
        new(wire.ProtocolVersion, new FieldRules(nameof(RegisterStandby)).Text(wire.Node));

    public static V1.StandbyRejected ToWire(StandbyRejected message) => new()
    {
        Node = message.Node,
        Reason = s_reasons.ToWire(message.Reason),
        Explanation = FreeText.Cut(message.Explanation),
    };

    public static StandbyRejected FromWire(V1.StandbyRejected wire)
    {
        var rules = new FieldRules(nameof(StandbyRejected));
        return new StandbyRejected(rules.Text(wire.Node), rules.Known(s_reasons, wire.Reason), rules.Text(wire.Explanation));
    }

    public static V1.LearnerStateReplicated ToWire(LearnerStateReplicated message) => new() { State = LearnerStateMapping.ToWire(message.State) };

    public static LearnerStateReplicated FromWire(V1.LearnerStateReplicated wire) =>
        new(LearnerStateMapping.FromWire(new FieldRules(nameof(LearnerStateReplicated)).Present(wire.State)));

    public static V1.LearnerStateReceived ToWire(LearnerStateReceived message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Node = message.Node,
        Version = message.Version,
    };

    public static LearnerStateReceived FromWire(V1.LearnerStateReceived wire)
    {
        var rules = new FieldRules(nameof(LearnerStateReceived));
        return new LearnerStateReceived(
            rules.Name(wire.Run), rules.NotNegative(wire.Term), rules.Name(wire.Node), rules.NotNegative(wire.Version));
    }
}

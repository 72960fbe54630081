using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>Registration and the fate of workers.</summary>
/// <remarks>A request to register is taken as it comes, within the limits of size: the learner answers a senseless one with a reason.</remarks>
internal static class RegistrationMapping
{
    private static readonly EnumMapping<WorkerNodeRejectionReason, V1.WorkerNodeRejectionReason> s_reasons = new();

    public static V1.RegisterWorkerNode ToWire(RegisterWorkerNode message) => new()
    {
        ProtocolVersion = message.ProtocolVersion,
        Node = message.Node,
        WorkerCount = message.WorkerCount,
    };

    public static RegisterWorkerNode FromWire(V1.RegisterWorkerNode wire)
    {
        var rules = new FieldRules(nameof(RegisterWorkerNode));
        return new RegisterWorkerNode(wire.ProtocolVersion, rules.Text(wire.Node), wire.WorkerCount);
    }

    public static V1.WorkerNodeAccepted ToWire(WorkerNodeAccepted message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Node = message.Node,
        FirstWorker = message.FirstWorker,
        Plan = TrainingPlanMapping.ToWire(message.Plan),
        Parameters = ParametersMapping.ToWire(message.Parameters),
    };

    public static WorkerNodeAccepted FromWire(V1.WorkerNodeAccepted wire)
    {
        var rules = new FieldRules(nameof(WorkerNodeAccepted));
        return new WorkerNodeAccepted(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.Name(wire.Node),
            rules.NotNegative(wire.FirstWorker),
            TrainingPlanMapping.FromWire(rules.Present(wire.Plan)),
            ParametersMapping.FromWire(rules.Present(wire.Parameters)));
    }

    public static V1.WorkerNodeRejected ToWire(WorkerNodeRejected message) => new()
    {
        Node = message.Node,
        Reason = s_reasons.ToWire(message.Reason),
        Explanation = FreeText.Cut(message.Explanation),
    };

    public static WorkerNodeRejected FromWire(V1.WorkerNodeRejected wire)
    {
        var rules = new FieldRules(nameof(WorkerNodeRejected));
        return new WorkerNodeRejected(rules.Text(wire.Node), rules.Known(s_reasons, wire.Reason), rules.Text(wire.Explanation));
    }

    public static V1.PlanDeclined ToWire(PlanDeclined message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Node = message.Node,
        Explanation = FreeText.Cut(message.Explanation),
    };

    public static PlanDeclined FromWire(V1.PlanDeclined wire)
    {
        var rules = new FieldRules(nameof(PlanDeclined));
        return new PlanDeclined(rules.Name(wire.Run), rules.NotNegative(wire.Term), rules.Name(wire.Node), rules.Text(wire.Explanation));
    }

    public static V1.WorkerFailed ToWire(WorkerFailed message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Node = message.Node,
        Worker = message.Worker,
        Cause = FreeText.Cut(message.Cause),
    };

    public static WorkerFailed FromWire(V1.WorkerFailed wire)
    {
        var rules = new FieldRules(nameof(WorkerFailed));
        return new WorkerFailed(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.Name(wire.Node),
            rules.NotNegative(wire.Worker),
            rules.Text(wire.Cause));
    }

    public static V1.GradientLost ToWire(GradientLost message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Node = message.Node,
        Worker = message.Worker,
        Sequence = message.Sequence,
    };

    public static GradientLost FromWire(V1.GradientLost wire)
    {
        var rules = new FieldRules(nameof(GradientLost));
        return new GradientLost(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.Name(wire.Node),
            rules.NotNegative(wire.Worker),
            rules.NotNegative(wire.Sequence));
    }
}

using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>Gradients and the learner's answers to them.</summary>
/// <remarks>
/// The wire checks what a gradient is addressed and answered by (run, term, node, worker, sequence) and the acknowledgement that travels with it. What the worker computed (base version, gradient,
/// report) may be any number at all, NaN and negative ones too: the learner's admission judges it, so that a sick worker is answered with a reason and
/// counted, not silently dropped by the transport.
/// </remarks>
internal static class GradientsMapping
{
    /// <summary>Also the reasons of the training status.</summary>
    public static readonly EnumMapping<GradientRejectionReason, V1.GradientRejectionReason> Reasons = new();

    public static V1.SubmitGradient ToWire(SubmitGradient message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Node = message.Node,
        Worker = message.Worker,
        Sequence = message.Sequence,
        BaseVersion = message.BaseVersion,
        ReceivedVersion = message.ReceivedVersion,
        LayoutFingerprint = message.LayoutFingerprint,
        Gradient = FloatVectorEncoding.ToWire(message.Gradient),
        Rollout = ToWire(message.Rollout),
    };

    public static SubmitGradient FromWire(V1.SubmitGradient wire)
    {
        var rules = new FieldRules(nameof(SubmitGradient));
        return new SubmitGradient(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.Name(wire.Node),
            rules.NotNegative(wire.Worker),
            rules.NotNegative(wire.Sequence),
            wire.BaseVersion,
            rules.NotNegative(wire.ReceivedVersion),
            wire.LayoutFingerprint,
            rules.Floats(wire.Gradient),
            FromWire(rules.Present(wire.Rollout)));
    }

    private static V1.RolloutReport ToWire(RolloutReport report)
    {
        var wire = new V1.RolloutReport
        {
            EnvironmentSteps = report.EnvironmentSteps,
            PolicyLoss = report.PolicyLoss,
            ValueLoss = report.ValueLoss,
            Entropy = report.Entropy,
            GradientNorm = report.GradientNorm,
            ExplainedVariance = report.ExplainedVariance,
        };
        foreach (var episode in report.Episodes)
            wire.Episodes.Add(ToWire(episode));
        return wire;
    }

    private static RolloutReport FromWire(V1.RolloutReport wire)
    {
        var rules = new FieldRules(nameof(RolloutReport));
        return new RolloutReport(
            wire.EnvironmentSteps,
            rules.List(wire.Episodes, FromWire),
            wire.PolicyLoss,
            wire.ValueLoss,
            wire.Entropy,
            wire.GradientNorm,
            wire.ExplainedVariance);
    }

    public static V1.EpisodeReport ToWire(EpisodeReport episode) => new() { Return = episode.Return, Length = episode.Length };

    public static EpisodeReport FromWire(V1.EpisodeReport wire) => new(wire.Return, wire.Length);

    public static V1.GradientApplied ToWire(GradientApplied message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Worker = message.Worker,
        Sequence = message.Sequence,
        Version = message.Version,
        Staleness = message.Staleness,
    };

    public static GradientApplied FromWire(V1.GradientApplied wire)
    {
        var rules = new FieldRules(nameof(GradientApplied));
        return new GradientApplied(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.NotNegative(wire.Worker),
            rules.NotNegative(wire.Sequence),
            rules.NotNegative(wire.Version),
            rules.NotNegative(wire.Staleness));
    }

    public static V1.GradientRejected ToWire(GradientRejected message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Worker = message.Worker,
        Sequence = message.Sequence,
        Reason = Reasons.ToWire(message.Reason),
        Explanation = FreeText.Cut(message.Explanation),
    };

    public static GradientRejected FromWire(V1.GradientRejected wire)
    {
        var rules = new FieldRules(nameof(GradientRejected));
        return new GradientRejected(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.NotNegative(wire.Worker),
            rules.NotNegative(wire.Sequence),
            rules.Known(Reasons, wire.Reason),
            rules.Text(wire.Explanation));
    }
}

using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>Greedy evaluation.</summary>
/// <remarks>The figures may be any numbers, NaN too: the learner judges them, and waits for an answer whatever it is.</remarks>
internal static class EvaluationMapping
{
    public static V1.EvaluatePolicy ToWire(EvaluatePolicy message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Round = message.Round,
        Environment = message.Environment,
        Network = TrainingPlanMapping.ToWire(message.Network),
        Parameters = ParametersMapping.ToWire(message.Parameters),
        Episodes = message.Episodes,
        Seed = message.Seed,
    };

    public static EvaluatePolicy FromWire(V1.EvaluatePolicy wire)
    {
        var rules = new FieldRules(nameof(EvaluatePolicy));
        return new EvaluatePolicy(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.NotNegative(wire.Round),
            rules.Name(wire.Environment),
            TrainingPlanMapping.FromWire(rules.Present(wire.Network)),
            ParametersMapping.FromWire(rules.Present(wire.Parameters)),
            rules.Positive(wire.Episodes),
            wire.Seed);
    }

    public static V1.PolicyEvaluated ToWire(PolicyEvaluated message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Round = message.Round,
        Version = message.Version,
        EnvironmentSteps = message.EnvironmentSteps,
        Episodes = message.Episodes,
        ReturnMean = message.ReturnMean,
        ReturnDeviation = message.ReturnDeviation,
        ReturnMinimum = message.ReturnMinimum,
        ReturnMaximum = message.ReturnMaximum,
        LengthMean = message.LengthMean,
    };

    public static PolicyEvaluated FromWire(V1.PolicyEvaluated wire)
    {
        var rules = new FieldRules(nameof(PolicyEvaluated));
        return new PolicyEvaluated(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.NotNegative(wire.Round),
            rules.NotNegative(wire.Version),
            rules.NotNegative(wire.EnvironmentSteps),
            rules.Positive(wire.Episodes),
            wire.ReturnMean,
            wire.ReturnDeviation,
            wire.ReturnMinimum,
            wire.ReturnMaximum,
            wire.LengthMean);
    }

    public static V1.EvaluationFailed ToWire(EvaluationFailed message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Round = message.Round,
        Version = message.Version,
        Cause = FreeText.Cut(message.Cause),
    };

    public static EvaluationFailed FromWire(V1.EvaluationFailed wire)
    {
        var rules = new FieldRules(nameof(EvaluationFailed));
        return new EvaluationFailed(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.NotNegative(wire.Round),
            rules.NotNegative(wire.Version),
            rules.Text(wire.Cause));
    }
}

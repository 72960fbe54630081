using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>The end of a run.</summary>
internal static class CompletionMapping
{
    private static readonly EnumMapping<TrainingOutcome, V1.TrainingOutcome> s_outcomes = new();

    public static V1.TrainingCompleted ToWire(TrainingCompleted message) => new()
    {
        Run = message.Run,
        Term = message.Term,
        Outcome = s_outcomes.ToWire(message.Outcome),
        Explanation = FreeText.Cut(message.Explanation),
    };

    public static TrainingCompleted FromWire(V1.TrainingCompleted wire)
    {
        var rules = new FieldRules(nameof(TrainingCompleted));
        return new TrainingCompleted(
            rules.Name(wire.Run), rules.NotNegative(wire.Term), rules.Known(s_outcomes, wire.Outcome), rules.Text(wire.Explanation));
    }
}

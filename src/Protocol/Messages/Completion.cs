namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>The run is over; a worker node stops its workers.</summary>
/// <param name="Explanation">One sentence for a person.</param>
public sealed record TrainingCompleted(string Run, long Term, TrainingOutcome Outcome, string Explanation) : ITrainingMessage;

/// <summary>How a run ended.</summary>
public enum TrainingOutcome
{
    /// <summary>Two independent evaluations reached the environment's reward threshold.</summary>
    Solved,

    /// <summary>The budget of environment steps is used up.</summary>
    BudgetExhausted,

    /// <summary>A person asked for the end.</summary>
    Stopped,

    /// <summary>Nothing could go on; the explanation names the cause.</summary>
    Failed,
}

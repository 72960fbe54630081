namespace ActorCritic.Distributed.Protocol;

/// <summary>
/// Key under which the registry of a process holds whoever answers for the learner: the actor itself, or a proxy to it on another machine. Lives here
/// because the rooms of the learner and the workers do not know each other.
/// </summary>
public sealed class LearnerKey
{
    private LearnerKey()
    {
    }
}

/// <summary>Key under which the registry of a process holds the evaluator.</summary>
public sealed class EvaluatorKey
{
    private EvaluatorKey()
    {
    }
}

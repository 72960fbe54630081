namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>Asks for greedy episodes (the most probable action at every step) with one version of the parameters.</summary>
/// <param name="Round">0 is the scheduled evaluation, 1 the confirmation with other seeds.</param>
/// <param name="Episodes">Number of episodes, ≥ 1.</param>
/// <param name="Seed">Seed of the evaluation; episode i is reset with a seed derived from it and i.</param>
public sealed record EvaluatePolicy(
    string Run,
    long Term,
    int Round,
    string Environment,
    NetworkPlan Network,
    ParameterSnapshot Parameters,
    int Episodes,
    ulong Seed) : ITrainingMessage;

/// <summary>The answer to <see cref="EvaluatePolicy"/>: undiscounted returns over its episodes.</summary>
/// <remarks>Where an environment's rewards are NaN or infinite, so are these: the learner has to receive them to refuse them.</remarks>
public sealed record PolicyEvaluated(
    string Run,
    long Term,
    int Round,
    long Version,
    long EnvironmentSteps,
    int Episodes,
    double ReturnMean,
    double ReturnDeviation,
    double ReturnMinimum,
    double ReturnMaximum,
    double LengthMean) : ITrainingMessage;

/// <summary>The evaluation could not be finished.</summary>
public sealed record EvaluationFailed(string Run, long Term, int Round, long Version, string Cause) : ITrainingMessage;

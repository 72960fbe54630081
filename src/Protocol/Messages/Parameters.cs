namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>The shared parameters at one version.</summary>
/// <param name="Version">Number of updates so far, by a gradient or, in synchronous training, by a round of them; 0 is the initialisation.</param>
/// <param name="EnvironmentSteps">Environment steps behind this version; schedules are functions of it.</param>
/// <param name="Values">
/// One flat vector in the order of the parameter layout. It may be lent: whoever is sent a snapshot, or asks for one, is a holder of it.
/// </param>
public sealed record ParameterSnapshot(long Version, long EnvironmentSteps, FloatVector Values);

/// <summary>
/// The learner gives a node the newest parameters before one of its workers begins a rollout. Until the node acknowledges them it is sent no others;
/// versions may be skipped.
/// </summary>
public sealed record ParametersPublished(string Run, long Term, ParameterSnapshot Parameters) : ILatestWins;

/// <summary>
/// The node holds this version: the acknowledgement of <see cref="ParametersPublished"/>, from a node that has had no <see cref="SubmitGradient"/> to send it
/// with.
/// </summary>
public sealed record ParametersReceived(string Run, long Term, string Node, long Version) : ITrainingMessage;

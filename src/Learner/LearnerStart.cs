namespace ActorCritic.Distributed.Learner;

/// <summary>What a learner begins with.</summary>
/// <param name="Options">What to train and how, its own term of office included.</param>
public sealed record LearnerStart(LearnerOptions Options);

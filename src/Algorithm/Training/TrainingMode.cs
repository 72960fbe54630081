namespace ActorCritic.Distributed.Algorithm.Training;

/// <summary>How the gradients of several workers come together.</summary>
public enum TrainingMode
{
    /// <summary>A3C: each gradient is applied as it arrives.</summary>
    Async,

    /// <summary>A2C: the gradients of all workers are awaited, and their mean is applied.</summary>
    Sync,
}

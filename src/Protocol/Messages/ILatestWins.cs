namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>
/// Marks a message that the next one of its type to the same actor makes worthless: an older one that still waits to be sent is dropped for it.
/// </summary>
public interface ILatestWins : ITrainingMessage;

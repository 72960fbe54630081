namespace ActorCritic.Distributed.Protocol;

/// <summary>Facts about the protocol as a whole.</summary>
public static class Protocol
{
    /// <summary>Version of the protocol. It rises with every change that an older node would misunderstand; nodes of different versions refuse each other.</summary>
    public const int Version = 1;
}

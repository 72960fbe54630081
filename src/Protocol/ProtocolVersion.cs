namespace ActorCritic.Distributed.Protocol;

/// <summary>Which protocol this build speaks.</summary>
public static class ProtocolVersion
{
    /// <summary>It rises with every change that an older node would misunderstand; nodes of different versions refuse each other.</summary>
    public const int Current = 1;
}

namespace ActorCritic.Distributed.Protocol;

/// <summary>Which protocol this build speaks.</summary>
public static class ProtocolVersion
{
    /// <summary>It rises with every change that an older node would misunderstand; nodes of different versions refuse each other.</summary>
    public const int Current = 1;

    /// <summary>Why a learner of this build lets nobody of another version take part, in one sentence.</summary>
    /// <param name="who">Begins the sentence.</param>
    /// <param name="version">The version that it speaks.</param>
    public static string Refusal(string who, int version) =>
        $"{who} speaks version {version} of the protocol and the learner version {Current}; run the same release on both.";
}

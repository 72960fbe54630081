namespace ActorCritic.Distributed.Node;

/// <summary>What the process answers to whoever started it.</summary>
public static class ExitCodes
{
    /// <summary>Done: solved, or the budget used up where nobody asked for more.</summary>
    public const int Success = 0;

    /// <summary>Something broke; a sentence on the error stream says what.</summary>
    public const int Failure = 1;

    /// <summary>The request itself was wrong; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>The run was to end when solved, and its budget ended first.</summary>
    public const int Unsolved = 3;

    /// <summary>A person pressed Ctrl-C (or the process got SIGTERM); everything up to there is kept.</summary>
    public const int Interrupted = 130;
}

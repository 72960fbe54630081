namespace ActorCritic.Distributed.Node.Hosting;

/// <summary>How the running program is started once more.</summary>
internal static class ThisProgram
{
    /// <summary>The words before the arguments: the program itself or, where it was started as "dotnet actorcritic.dll", both of these.</summary>
    /// <exception cref="InvalidOperationException">The system does not say which program this is.</exception>
    public static IReadOnlyList<string> Words
    {
        get
        {
            var program = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not say which program this is.");
            return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [program];
        }
    }
}

using System.Diagnostics;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Ends a process that another has started for itself when that one is gone, however it went: the pipe between them is closed then.</summary>
internal static class ParentWatch
{
    /// <summary>Environment variable that asks for it.</summary>
    public const string Variable = "ACTORCRITIC_ENDS_WITH_INPUT";

    /// <summary>Watches from now on, if the environment asks for it.</summary>
    public static void Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            return;
        var thread = new Thread(Watch) { IsBackground = true, Name = "parent-watch" };
        thread.Start();
    }

    private static void Watch()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
            // Nobody writes; what is waited for is the end.
        }

        // Nobody is left who could want an orderly end.
        Process.GetCurrentProcess().Kill();
    }
}

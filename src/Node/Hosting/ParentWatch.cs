using System.Diagnostics;

namespace ActorCritic.Distributed.Node.Hosting;

/// <summary>Ends a process that another has started for itself when that one is gone, however it went: the pipe between them is closed then.</summary>
internal static class ParentWatch
{
    /// <summary>Environment variable that asks for it.</summary>
    public const string Variable = "ACTORCRITIC_ENDS_WITH_INPUT";

    /// <summary>Watches from now on, if the environment asks for it.</summary>
    /// <param name="hear">Is told every line that the other process writes, from another thread.</param>
    public static void Start(Action<string> hear)
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            return;
        new Thread(Watch) { IsBackground = true, Name = "parent-watch" }.Start();

        void Watch()
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            while (input.ReadLine() is { } line)
                hear(line);

            // Nobody is left who could want an orderly end.
            Process.GetCurrentProcess().Kill();
        }
    }
}

using System.Diagnostics;

namespace ActorCritic.Distributed.Node.Hosting;

/// <summary>Ends a process that another has started for itself when that one is gone, however it went: the pipe between them is closed then.</summary>
internal static class ParentWatch
{
    /// <summary>Environment variable that asks for it.</summary>
    private const string Variable = "ACTORCRITIC_ENDS_WITH_INPUT";

    /// <summary>How a process is started that ends when this one does, with pipes to and from it.</summary>
    /// <param name="program">The words that start it, such as <see cref="ThisProgram.Words"/>.</param>
    /// <param name="arguments">What follows them.</param>
    public static ProcessStartInfo StartOf(IReadOnlyList<string> program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = "1";
        return start;
    }

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

using System.Security.Cryptography;
using System.Text;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Doctor;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Rendering;
using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Simulation.Processes;
using ActorCritic.Distributed.Node.Training;
using Spectre.Console;

namespace ActorCritic.Distributed.Node;

/// <summary>The program on this machine's console, clock and files. A program of one's own calls it with more environments.</summary>
public static class ActorCriticProgram
{
    /// <summary>Carries out one command line; Ctrl-C and SIGTERM ask it to come to an end.</summary>
    /// <param name="arguments">The arguments as the process got them.</param>
    /// <param name="environments">The environments that can be trained on; the first is trained on unless another is named.</param>
    /// <param name="renderers">How they are drawn in the terminal; null for the renderers of the project.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, EnvironmentCatalogue environments, RendererCatalogue? renderers = null)
    {
        // The code pages of Windows' consoles have neither λ nor ✓; elsewhere the encoding is the person's own choice.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Encoding.UTF8;

        var simulated = SimulatedProcess.Find();
        var seams = simulated?.In(ProcessSeams.None) ?? ProcessSeams.None;
        ParentWatch.Start(line => simulated?.Obey(line));
        using var signals = new TerminationSignals();
        var console = AnsiConsole.Console;
        var surroundings = new CommandLineSurroundings
        {
            Environments = environments,
            Renderers = renderers ?? RendererCatalogue.CreateDefault(),
            Train = new TrainRunner(environments, console, Console.Error, TimeProvider.System).RunAsync,
            Learn = new LearnerRunner(environments, console, Console.Error, TimeProvider.System) { Seams = seams }.RunAsync,
            Work = new WorkerRunner(environments, Console.Out, Console.Error, TimeProvider.System) { Seams = seams }.RunAsync,
            Simulate = new SimulationRunner(environments, console, Console.Error, TimeProvider.System).RunAsync,
            Compare = new ComparisonRunner(environments, console, Console.Error, TimeProvider.System).RunAsync,
            Bench = new BenchmarkRunner(environments, console, Console.Error, TimeProvider.System).RunAsync,
            Doctor = DoctorCommand.Create(),
            Console = console,
            Errors = Console.Error,
            TimeProvider = TimeProvider.System,

            // 32 bits are enough to tell runs apart and short enough to be typed again.
            DrawSeed = () => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
        };
        return await ActorCriticCommandLine.RunAsync(arguments, surroundings, signals.Requested).ConfigureAwait(false);
    }
}

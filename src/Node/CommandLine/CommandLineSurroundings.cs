using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Rendering;
using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Training;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Everything the commands need from outside themselves, so that a test can give its own.</summary>
public sealed record CommandLineSurroundings
{
    /// <summary>The environments that can be trained on.</summary>
    public required EnvironmentCatalogue Environments { get; init; }

    /// <summary>How they are drawn in the terminal.</summary>
    public RendererCatalogue Renderers { get; init; } = RendererCatalogue.CreateDefault();

    /// <summary>Carries out a request to train, until it is cancelled, and answers with one of <see cref="ExitCodes"/>.</summary>
    public required Func<TrainRequest, CancellationToken, Task<int>> Train { get; init; }

    /// <summary>Carries out a request for a learner process.</summary>
    public required Func<LearnerRequest, CancellationToken, Task<int>> Learn { get; init; }

    /// <summary>Carries out a request for a worker process.</summary>
    public required Func<WorkerRequest, CancellationToken, Task<int>> Work { get; init; }

    /// <summary>Carries out a request for a simulated cluster.</summary>
    public required Func<SimulationRequest, CancellationToken, Task<int>> Simulate { get; init; }

    /// <summary>Carries out a request to compare methods.</summary>
    public required Func<ComparisonRequest, CancellationToken, Task<int>> Compare { get; init; }

    /// <summary>Carries out a request to measure.</summary>
    public required Func<BenchmarkRequest, CancellationToken, Task<int>> Bench { get; init; }

    /// <summary>The command <c>doctor</c>.</summary>
    public required Command Doctor { get; init; }

    /// <summary>Where results go.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Where faults go, a line each.</summary>
    public required TextWriter Errors { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Draws the seed of a run for which none is given, and the number that tells a run from others of its name.</summary>
    public required Func<ulong> DrawSeed { get; init; }

    /// <summary>Plain results, such as a help page.</summary>
    internal TextWriter Output => Console.Profile.Out.Writer;

    /// <summary>Says what is wrong with a request, a line for each fault.</summary>
    internal Task<int> RefuseAsync(IEnumerable<string> faults) => EndAsync(faults, ExitCodes.Usage);

    /// <summary>Says why a request that was right cannot be carried out, a line for each fault.</summary>
    internal Task<int> FailAsync(IEnumerable<string> faults) => EndAsync(faults, ExitCodes.Failure);

    private async Task<int> EndAsync(IEnumerable<string> faults, int exitCode)
    {
        foreach (var fault in faults)
            await Errors.WriteLineAsync(fault).ConfigureAwait(false);
        return exitCode;
    }
}

using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Training;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Everything the commands need from outside themselves, so that a test can give its own.</summary>
public sealed record CommandLineSurroundings
{
    /// <summary>The environments that can be trained on.</summary>
    public required EnvironmentCatalogue Environments { get; init; }

    /// <summary>Carries out a request to train and answers with one of <see cref="ExitCodes"/>; cancelled when a person wants to stop.</summary>
    public required Func<TrainRequest, CancellationToken, Task<int>> Train { get; init; }

    /// <summary>The command <c>doctor</c>.</summary>
    public required Command Doctor { get; init; }

    /// <summary>Where results go.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Where faults go, a line each.</summary>
    public required TextWriter Errors { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Draws the seed of a run for which none is given.</summary>
    public required Func<ulong> DrawSeed { get; init; }

    /// <summary>Plain results, such as a help page.</summary>
    internal TextWriter Output => Console.Profile.Out.Writer;
}

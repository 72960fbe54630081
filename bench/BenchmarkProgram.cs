using ActorCritic.Distributed.Node.Benchmarking;

namespace ActorCritic.Distributed.Benchmarks;

/// <summary>The trainer that lies beside the benchmarks, as a process of its own.</summary>
internal static class BenchmarkProgram
{
    /// <summary>The words that start it.</summary>
    public static IReadOnlyList<string> Words { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "actorcritic.dll")];

    /// <summary>Starts a run; what it complains of is shown.</summary>
    public static TrainProcess Start(string command, IEnumerable<string> options) =>
        TrainProcess.Start(Words, command, options, TimeProvider.System, Console.Error.WriteLine);
}

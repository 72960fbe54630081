using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>What was measured as one document for scripts: the numbers of the tables, not rounded, in operations, bytes and seconds.</summary>
internal sealed record BenchmarkDocument(
    MachineDescription Machine,
    string Environment,
    long OperationsPerStep,
    MachineCeiling? Ceiling,
    IReadOnlyList<ThroughputEntry> Throughput,
    LearnerRate? Learner,
    IReadOnlyList<SolvedEntry> Solved,
    IReadOnlyList<SolvedRun> SolvedRuns)
{
    /// <summary>The document of a result.</summary>
    public static BenchmarkDocument Of(BenchmarkResult result) => new(
        result.Machine,
        result.Environment,
        result.OperationsPerStep,
        result.Ceiling,
        [.. result.Throughput.Select(row => new ThroughputEntry(
            row, row.Shape.ToString(), result.Ceiling is { } ceiling ? row.ShareOf(ceiling, result.OperationsPerStep) : double.NaN))],
        result.Learner,
        [.. result.Solved.GroupBy(run => run.Backend).Select(group => SolvedEntry.Of(group.Key, [.. group]))],
        result.Solved);
}

/// <summary>A row of the throughput.</summary>
/// <param name="Measured">Its numbers.</param>
/// <param name="Rollout">Its shape as it is typed.</param>
/// <param name="ShareOfCeiling">Share of what as many cores could compute at most, 0 … 1.</param>
internal sealed record ThroughputEntry(Throughput Measured, string Rollout, double ShareOfCeiling);

/// <summary>All seeds of a backend.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Seeds">How many were tried.</param>
/// <param name="Solved">How many were solved; the rest is of these.</param>
/// <param name="EnvironmentSteps">Steps behind the solving policy.</param>
/// <param name="TrainingSeconds">From the first worker on.</param>
/// <param name="SecondsFromStart">From the start of the process.</param>
/// <param name="ProcessSeconds">To the end of the process.</param>
internal sealed record SolvedEntry(
    PolicyBackend Backend, int Seeds, int Solved, Spread EnvironmentSteps, Spread TrainingSeconds, Spread SecondsFromStart, Spread ProcessSeconds)
{
    /// <summary>The entry of some runs.</summary>
    public static SolvedEntry Of(PolicyBackend backend, IReadOnlyList<SolvedRun> runs)
    {
        SolvedRun[] solved = [.. runs.Where(run => run.Solved)];
        return new SolvedEntry(
            backend,
            runs.Count,
            solved.Length,
            Spread.Of(solved.Select(run => run.EnvironmentSteps)),
            Spread.Of(solved.Select(run => run.TrainingSeconds)),
            Spread.Of(solved.Select(run => run.SecondsFromStart)),
            Spread.Of(solved.Select(run => run.ProcessSeconds)));
    }
}

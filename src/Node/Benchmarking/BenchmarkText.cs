using System.Globalization;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>What was measured as tables for a person.</summary>
internal static class BenchmarkText
{
    private const string None = "–";

    /// <summary>All of it; what was not measured has no table.</summary>
    public static IEnumerable<string> Lines(BenchmarkResult result)
    {
        var machine = result.Machine;
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{machine.Cpu}, {machine.Cores} cores, {machine.OperatingSystem}, {machine.Dotnet}");
        var tables = new[]
        {
            result.Ceiling is { } ceiling ? CeilingLines(ceiling) : [],
            result.Throughput.Count > 0 ? ThroughputLines(result) : [],
            result.Learner is { } learner ? LearnerLines(learner, result.Ceiling) : [],
            result.Solved.Count > 0 ? SolvedLines(BenchmarkDocument.Of(result).Solved) : [],
        };
        foreach (var table in tables)
        {
            var first = true;
            foreach (var line in table)
            {
                if (first)
                    yield return "";
                first = false;
                yield return line;
            }
        }
    }

    private static IEnumerable<string> CeilingLines(MachineCeiling ceiling) => TextTable.Lines(
    [
        ["The machine at most", "one core", "all cores"],
        .. ceiling.MultiplyAdds.Select(rate => new[]
        {
            FormattableString.Invariant($"multiply-adds of {rate.VectorBits} bits, GFLOP/s"), Number(rate.OneCore / 1e9, "N1"), Number(rate.AllCores / 1e9, "N1"),
        }),
        ["memory read, GB/s", Number(ceiling.ReadOneCore / 1e9, "N1"), Number(ceiling.ReadAllCores / 1e9, "N1")],
        ["memory copied (read + written), GB/s", Number(ceiling.CopyOneCore / 1e9, "N1"), Number(ceiling.CopyAllCores / 1e9, "N1")],
    ]);

    private static IEnumerable<string> ThroughputLines(BenchmarkResult result) =>
    [
        .. TextTable.Lines(
        [
            [$"{result.Environment}, backend", "workers", "rollout", "steps/s", "updates/s", "gradients/s", "bytes/gradient", "GC", "CPU µs/step", "GFLOP/s", "of the most"],
            .. result.Throughput.Select(row => Cells(row, result)),
        ]),
        FormattableString.Invariant(
            $"GFLOP/s: {result.OperationsPerStep:N0} operations for each step, the network's multiply-adds counted twice, forward once and backward once. ")
            + "Of the most: against the fastest multiply-adds of as many cores as there are workers. GC: share of the time in which the collector stopped everything.",
    ];

    private static string[] Cells(Throughput row, BenchmarkResult result) =>
    [
        Name(row.Backend),
        Number(row.Workers, "N0"),
        row.Shape.ToString(),
        Number(row.StepsPerSecond, "N0"),
        Number(row.UpdatesPerSecond, "N0"),
        Number(row.GradientsPerSecond, "N0"),
        Number(row.AllocatedPerGradient, "N0"),
        Percent(row.CollectorShare),
        Number(row.ProcessorMicrosecondsPerStep, "F2"),
        Number(row.StepsPerSecond * result.OperationsPerStep / 1e9, "F1"),
        result.Ceiling is { } ceiling ? Percent(row.ShareOf(ceiling, result.OperationsPerStep)) : None,
    ];

    private static IEnumerable<string> LearnerLines(LearnerRate learner, MachineCeiling? ceiling) => TextTable.Lines(
    [
        ["The learner alone, gradients that cost nothing", ""],
        [FormattableString.Invariant($"actor: admitted, applied, answered with parameters; {learner.ParameterCount:N0} parameters, gradients/s"), Number(learner.ActorGradientsPerSecond, "N0")],
        [FormattableString.Invariant($"its plain classes: admitted and applied; {learner.ParameterCount:N0} parameters, gradients/s"), Number(learner.PlainGradientsPerSecond, "N0")],
        [FormattableString.Invariant($"Adam over {learner.LargeParameterCount:N0} parameters, {LearnerRate.AdamBytesPerParameter} bytes for each, GB/s"), Number(learner.LargeBytesPerSecond / 1e9, "N1")],
        .. ceiling is null ? Array.Empty<string[]>() : [["the same against copying as many bytes on one core, times as long", Number(learner.TimesOfCopying(ceiling), "F2")]],
    ]);

    private static IEnumerable<string> SolvedLines(IEnumerable<SolvedEntry> entries) => TextTable.Lines(
    [
        ["Until solved, a process for each seed", "solved", "median", "quartile 1", "quartile 3", "best", "worst"],
        .. from entry in entries
           from cells in new[]
           {
               Cells("environment steps", entry, entry.EnvironmentSteps, "N0"),
               Cells("seconds of training", entry, entry.TrainingSeconds, "F2"),
               Cells("seconds from process start", entry, entry.SecondsFromStart, "F2"),
               Cells("seconds to process end", entry, entry.ProcessSeconds, "F2"),
           }
           select cells,
    ]);

    private static string[] Cells(string name, SolvedEntry entry, Spread spread, string format) =>
    [
        $"{Name(entry.Backend)}, {name}",
        FormattableString.Invariant($"{entry.Solved} of {entry.Seeds}"),
        .. new[] { spread.Median, spread.LowerQuartile, spread.UpperQuartile, spread.Least, spread.Greatest }.Select(value => Number(value, format)),
    ];

    private static string Name(PolicyBackend backend) => backend == PolicyBackend.Torch ? "torch" : "simd";

    private static string Percent(double share) => double.IsNaN(share) ? None : string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : None;
}

using System.Globalization;

namespace ActorCritic.Distributed.Benchmarks.EndToEnd;

/// <summary>How long, and how many environment steps, until the environment is solved.</summary>
internal static class SolveBenchmark
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    public static int Run(int seeds, ulong firstSeed, IReadOnlyList<string> trainOptions, TextWriter output)
    {
        var results = new List<TrainResult>();
        for (var i = 0; i < seeds; i++)
        {
            var seed = firstSeed + (ulong)i;
            using var process = TrainProcess.Start("train", [.. trainOptions, "--seed", seed.ToString(CultureInfo.InvariantCulture), "--until-solved"]);
            var result = process.Finish(Timeout);
            results.Add(result);
            output.WriteLine(result.Summary.SolvedAt is { } at
                ? string.Create(CultureInfo.InvariantCulture, $"seed {seed,3}: solved after {at.EnvironmentSteps,8:N0} steps, {at.WallSeconds,5:F2} s of training, {result.SecondsToSolved,5:F2} s from process start, {result.ProcessSeconds,5:F2} s in all")
                : $"seed {seed,3}: {result.Summary.Explanation}");
        }

        var solved = results.Where(result => result.Summary.Solved).ToArray();
        output.WriteLine();
        output.WriteLine($"solved {solved.Length} of {seeds} seeds");
        output.WriteLine(Spread.Header);
        output.WriteLine(new Spread(solved.Select(result => (double)result.Summary.SolvedAt!.EnvironmentSteps)).Row("environment steps", "N0"));
        output.WriteLine(new Spread(solved.Select(result => result.Summary.SolvedAt!.WallSeconds)).Row("training seconds", "F2"));
        output.WriteLine(new Spread(solved.Select(result => result.SecondsToSolved!.Value)).Row("seconds from process start", "F2"));
        output.WriteLine(new Spread(solved.Select(result => result.ProcessSeconds)).Row("seconds to process end", "F2"));
        return solved.Length == seeds ? 0 : 1;
    }
}

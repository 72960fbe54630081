using System.Diagnostics;
using System.Globalization;

namespace ActorCritic.Distributed.Benchmarks.Kernels;

/// <summary>Where the time of one worker's rollout and gradient goes, on one thread.</summary>
/// <remarks>
/// Every part runs in turn for about a tenth of a millisecond, many rounds of it, so that whatever else the machine does meets all parts alike; the table has medians.
/// What the parts leave of the whole is copying between them and what the caches cost when one follows the other.
/// </remarks>
internal static class RolloutProfile
{
    private const double SampleSeconds = 1e-4;

    /// <summary>The parts that are inside another one in the table: the loss is measured with the gradient, and the optimiser's step is the learner's.</summary>
    private static readonly string[] CountedElsewhere = ["whole", "loss", "adam"];

    public static int Run(int rounds, TextWriter output)
    {
        foreach (var (environmentCount, length) in ((int, int)[])[(8, 16), (16, 32), (32, 32)])
        {
            using var rollout = new RolloutParts(environmentCount, length);
            Print(environmentCount, length, Measure(rollout, rounds), output);
        }

        return 0;
    }

    /// <summary>Median seconds of each part.</summary>
    private static List<(string Name, double Seconds)> Measure(RolloutParts rollout, int rounds)
    {
        var parts = rollout.All;
        var repetitions = new int[parts.Count];
        var samples = new double[parts.Count][];
        for (var pass = 0; pass < 2; pass++)
        {
            // Compiled in the first pass, timed for the number of repetitions in the second.
            for (var p = 0; p < parts.Count; p++)
            {
                RunAfterLoad(rollout, parts[p].Name);
                var once = SecondsOf(parts[p].Run, 500) / 500;
                repetitions[p] = Math.Clamp((int)(SampleSeconds / once), 1, 10_000);
                samples[p] = new double[rounds];
            }
        }

        for (var round = 0; round < rounds; round++)
        {
            for (var p = 0; p < parts.Count; p++)
            {
                RunAfterLoad(rollout, parts[p].Name);
                samples[p][round] = SecondsOf(parts[p].Run, repetitions[p]) / repetitions[p];
            }
        }

        foreach (var ofPart in samples)
            Array.Sort(ofPart);
        return [.. parts.Select((part, p) => (part.Name, samples[p][rounds / 2]))];
    }

    /// <summary>Loading parameters forgets the rows that a gradient needs.</summary>
    private static void RunAfterLoad(RolloutParts rollout, string name)
    {
        if (name == "gradient")
            rollout.Forward();
    }

    private static void Print(int environmentCount, int length, List<(string Name, double Seconds)> medians, TextWriter output)
    {
        var steps = environmentCount * length;
        var whole = medians.Single(part => part.Name == "whole").Seconds;
        output.WriteLine($"{environmentCount} environments x {length} steps");
        foreach (var (name, seconds) in medians)
            PrintRow(name, seconds);
        PrintRow("the rest", whole - medians.Where(part => !CountedElsewhere.Contains(part.Name)).Sum(part => part.Seconds));
        output.WriteLine();

        void PrintRow(string name, double seconds) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {name,-12} {seconds / steps * 1e9,8:F1} ns per step {seconds / whole,8:P1}"));
    }

    private static double SecondsOf(Action part, int repetitions)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repetitions; i++)
            part();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>How a contender fared with one threshold against the one it is measured against.</summary>
/// <param name="Reached">How many seeds more reached it; negative for fewer.</param>
/// <param name="Episodes">Median of the episodes more that it took, over the seeds on which both reached it; NaN without any.</param>
/// <param name="EnvironmentSteps">Median of the environment steps more that it took, over the same seeds; NaN without any.</param>
internal sealed record ThresholdDifference(int Reached, double Episodes, double EnvironmentSteps);

/// <summary>How a contender fared against the one it is measured against, seed by seed.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Thresholds">For each threshold.</param>
/// <param name="FinalMean">Mean over the seeds of what the mean return of their last 100 episodes is more; seeds on which either had no episode are left out.</param>
/// <param name="FinalDeviation">Standard deviation of it between the seeds (n − 1); NaN with fewer than two.</param>
internal sealed record ComparisonDifference(string Label, IReadOnlyList<ThresholdDifference> Thresholds, double FinalMean, double FinalDeviation)
{
    /// <summary>A line for each contender but the one that the others are measured against; none where there is no such one.</summary>
    /// <param name="request">The comparison.</param>
    /// <param name="trials">The trials of each contender in the order of their seeds.</param>
    /// <param name="thresholds">Mean returns of 100 training episodes.</param>
    public static IReadOnlyList<ComparisonDifference> Of(
        ComparisonRequest request, IReadOnlyDictionary<Contender, IReadOnlyList<TrialResult>> trials, IReadOnlyList<double> thresholds)
    {
        if (request.Reference is not { } reference)
            return [];
        var expected = Averages(trials[reference]);
        return [.. request.Contenders.Where(contender => contender != reference).Select(contender => Of(contender.Label, Averages(trials[contender]), expected, thresholds))];
    }

    private static ComparisonDifference Of(string label, IReadOnlyList<ReturnAverage> seeds, IReadOnlyList<ReturnAverage> reference, IReadOnlyList<double> thresholds)
    {
        var finals = seeds.Zip(reference, (seed, expected) => seed.Final - expected.Final).Where(double.IsFinite).ToList();
        return new ComparisonDifference(
            label,
            [.. thresholds.Select(threshold => Of(seeds, reference, threshold))],
            finals.Count == 0 ? double.NaN : finals.Average(),
            ComparisonTable.Deviation(finals));
    }

    private static ThresholdDifference Of(IReadOnlyList<ReturnAverage> seeds, IReadOnlyList<ReturnAverage> reference, double threshold)
    {
        var pairs = seeds.Zip(reference, (seed, expected) => (Seed: seed.FirstAt(threshold), Expected: expected.FirstAt(threshold))).ToList();
        var both = pairs.Where(pair => pair is { Seed: not null, Expected: not null }).Select(pair => (Seed: pair.Seed!.Value, Expected: pair.Expected!.Value)).ToList();
        return new ThresholdDifference(
            pairs.Count(pair => pair.Seed is not null) - pairs.Count(pair => pair.Expected is not null),
            Quantile.Median(both.Select(pair => (double)pair.Seed.Episodes - pair.Expected.Episodes)),
            Quantile.Median(both.Select(pair => (double)pair.Seed.EnvironmentSteps - pair.Expected.EnvironmentSteps)));
    }

    private static List<ReturnAverage> Averages(IEnumerable<TrialResult> trials) => [.. trials.Select(trial => new ReturnAverage(trial.Episodes))];
}

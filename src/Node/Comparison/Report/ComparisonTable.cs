using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>How the seeds of a contender fared with one threshold.</summary>
/// <param name="Threshold">Mean return of 100 training episodes.</param>
/// <param name="Reached">Seeds that reached it.</param>
/// <param name="Episodes">Median of the episodes they needed; NaN if none reached it.</param>
/// <param name="EnvironmentSteps">Median of the environment steps they needed; NaN if none reached it.</param>
/// <param name="FewestSteps">Fewest environment steps that one needed; NaN if none reached it.</param>
/// <param name="MostSteps">Most environment steps that one needed; NaN if none reached it.</param>
internal sealed record ThresholdSummary(double Threshold, int Reached, double Episodes, double EnvironmentSteps, double FewestSteps, double MostSteps);

/// <summary>A contender's line of the table.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Seeds">Seeds it was tried with.</param>
/// <param name="Thresholds">A summary for each threshold.</param>
/// <param name="FinalMean">Mean over the seeds of the mean return of their last 100 episodes; seeds without an episode are left out.</param>
/// <param name="FinalDeviation">Standard deviation of it between the seeds (n − 1); NaN with fewer than two.</param>
/// <param name="WallSeconds">Median seconds of a trial, others running beside it.</param>
/// <param name="Faults">Seeds that broke off, mostly because their policies had diverged.</param>
internal sealed record ComparisonRow(
    string Label, int Seeds, IReadOnlyList<ThresholdSummary> Thresholds, double FinalMean, double FinalDeviation, double WallSeconds, int Faults);

/// <summary>The numbers of a comparison.</summary>
internal static class ComparisonTable
{
    /// <summary>The thresholds for an environment: that from which it counts as solved and, for CartPole-v1, the 195 of CartPole-v0 before it.</summary>
    public static IReadOnlyList<double> ThresholdsOf(EnvironmentSpec environment) =>
        environment.Id == CartPole.Version1.Id ? [CartPole.Version0.RewardThreshold, environment.RewardThreshold]
        : double.IsFinite(environment.RewardThreshold) ? [environment.RewardThreshold]
        : [];

    /// <summary>The line of a contender.</summary>
    public static ComparisonRow Summarize(string label, IReadOnlyList<TrialResult> trials, IReadOnlyList<double> thresholds)
    {
        var averages = trials.Select(trial => new ReturnAverage(trial.Episodes)).ToList();
        var finals = averages.Select(average => average.Final).Where(double.IsFinite).ToList();
        return new ComparisonRow(
            label,
            trials.Count,
            [.. thresholds.Select(threshold => Summarize(averages, threshold))],
            finals.Count == 0 ? double.NaN : finals.Average(),
            Deviation(finals),
            Quantile.Median(trials.Select(trial => trial.WallSeconds)),
            trials.Count(trial => trial.Fault is not null));
    }

    private static ThresholdSummary Summarize(List<ReturnAverage> averages, double threshold)
    {
        var points = averages.Select(average => average.FirstAt(threshold)).OfType<ThresholdPoint>().ToList();
        var steps = points.Select(point => (double)point.EnvironmentSteps).ToList();
        return new ThresholdSummary(
            threshold, points.Count, Quantile.Median(points.Select(point => (double)point.Episodes)), Quantile.Median(steps), Quantile.Of(steps, 0), Quantile.Of(steps, 1));
    }

    /// <summary>Standard deviation (n − 1); NaN with fewer than two numbers.</summary>
    public static double Deviation(List<double> numbers)
    {
        if (numbers.Count < 2)
            return double.NaN;
        var mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Count - 1));
    }
}

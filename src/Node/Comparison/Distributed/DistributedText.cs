using System.Globalization;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>What a report says of trials with a learner and workers.</summary>
internal static class DistributedText
{
    /// <summary>Of contenders whose numbers depend on what comes first.</summary>
    public const string NotRepeatable =
        "With several workers, or several gradients in flight, the order in which their gradients arrive decides too: the same command gives other numbers. An episode of a3c counts where the gradient of its rollout is applied.";

    /// <summary>How stale the gradients of each contender with a learner were, all seeds together; no table without such a contender.</summary>
    public static IReadOnlyList<ReportTable> StalenessTables(ComparisonRequest request, IReadOnlyDictionary<Contender, IReadOnlyList<TrialResult>> trials)
    {
        List<IReadOnlyList<string>> lines =
        [
            .. from contender in request.Contenders
               let measured = trials[contender].Where(trial => trial.StalenessHistogram is not null).ToList()
               where measured.Count > 0
               select (IReadOnlyList<string>)
               [
                   contender.Label,
                   measured.Average(trial => trial.StalenessMean ?? 0).ToString("F2", CultureInfo.InvariantCulture),
                   Shares([.. measured[0].StalenessHistogram!.Select((_, staleness) => measured.Sum(trial => trial.StalenessHistogram![staleness]))]),
               ],
        ];
        return lines.Count == 0 ? [] : [new ReportTable("Staleness of the gradients that were applied, in versions", ["method", "mean", "most frequent"], lines)];
    }

    /// <summary>The three that are most frequent, in the order of staleness.</summary>
    private static string Shares(IReadOnlyList<long> histogram)
    {
        var total = histogram.Sum();
        var most = histogram.Select((count, staleness) => (count, staleness)).Where(bin => bin.count > 0).OrderByDescending(bin => bin.count).Take(3);
        return total == 0
            ? ComparisonText.None
            : string.Join(", ", most.OrderBy(bin => bin.staleness).Select(bin => string.Create(
                CultureInfo.InvariantCulture, $"{(bin.staleness == histogram.Count - 1 ? "≥ " : "")}{bin.staleness}: {100.0 * bin.count / total:F1} %")));
    }
}

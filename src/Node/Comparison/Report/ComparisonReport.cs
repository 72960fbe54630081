using System.Globalization;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>Makes of the trials of a comparison what it leaves: table, pictures, CSV and the page with everything.</summary>
internal static class ComparisonReport
{
    /// <summary>Writes everything into the folder.</summary>
    /// <param name="request">The comparison.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="trials">The trials of each contender in the order of their seeds.</param>
    /// <returns>The lines of the tables.</returns>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static (IReadOnlyList<ComparisonRow> Rows, IReadOnlyList<ComparisonDifference> Differences) Save(
        ComparisonRequest request, ComparisonFolder folder, IReadOnlyDictionary<Contender, IReadOnlyList<TrialResult>> trials)
    {
        var thresholds = ComparisonTable.ThresholdsOf(request.Environment);
        List<ComparisonRow> rows = [.. request.Contenders.Select(contender => ComparisonTable.Summarize(contender.Label, trials[contender], thresholds))];
        ComparisonCsv.SaveTable(folder.TableFile, rows);
        var differences = ComparisonDifference.Of(request, trials, thresholds);
        if (request.Reference is not null)
            ComparisonCsv.SaveDifferences(folder.DifferencesFile, differences, thresholds);
        ComparisonCsv.SaveEpisodes(folder.EpisodesFile, request.Contenders.SelectMany(contender => trials[contender].Select(trial => (contender.Label, trial))));
        List<ReportPicture> pictures =
        [
            .. new[] { CurveAxis.EnvironmentSteps, CurveAxis.Episodes }.Select(axis => SavePicture(request, folder, axis, thresholds, trials)),
            .. SweepReport.SaveHeatMaps(request, folder, trials),
        ];
        ComparisonPage.Save(
            folder.ReportFile, request, rows, differences, thresholds, pictures, FaultsOf(request, trials), DistributedText.StalenessTables(request, trials));
        return (rows, differences);
    }

    private static ReportPicture SavePicture(
        ComparisonRequest request,
        ComparisonFolder folder,
        CurveAxis axis,
        IReadOnlyList<double> thresholds,
        IReadOnlyDictionary<Contender, IReadOnlyList<TrialResult>> trials)
    {
        List<(Contender Contender, LabeledCurve Curve)> curves =
        [
            .. from contender in request.Contenders
               let averages = trials[contender].Select(trial => new ReturnAverage(trial.Episodes)).ToList()
               select (contender, new LabeledCurve(contender.Label, CurveBand.Of(averages, axis, request.MaxSteps))),
        ];

        // The curves of two variations on one set of axes would be too many to follow.
        if (request.Variations.Count > 1)
            return SweepReport.SavePanels(request, folder, axis, thresholds, curves);
        var title = ComparisonPlot.Title(request.Environment.Id, request.Seeds, request.MaxSteps);
        var caption = CurveBand.Caption(request.Seeds);
        var png = ComparisonPlot.Save(folder.Picture(axis), ComparisonPlot.Draw(title, [.. curves.Select(curve => curve.Curve)], axis, thresholds, caption));
        return axis == CurveAxis.Episodes
            ? new ReportPicture(png, $"Learning curves over episodes, {title}", caption + " Each curve ends with the last episode that all of its seeds have played within the budget.")
            : new ReportPicture(png, $"Learning curves over environment steps, {title}", caption);
    }

    private static List<string> FaultsOf(ComparisonRequest request, IReadOnlyDictionary<Contender, IReadOnlyList<TrialResult>> trials) =>
    [
        .. from contender in request.Contenders
           from trial in trials[contender]
           where trial.Fault is not null
           select string.Create(CultureInfo.InvariantCulture, $"{contender.Label}, seed {trial.Seed}, ended after {trial.EnvironmentSteps:N0} steps: {trial.Fault}"),
    ];
}

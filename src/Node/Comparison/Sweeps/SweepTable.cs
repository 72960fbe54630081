using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>A contender of a sweep and what a heat map shows of it.</summary>
/// <param name="Contender">The contender.</param>
/// <param name="Mean">Mean over the seeds of <see cref="ReturnAverage.MeanOver"/> of the whole budget; seeds without an episode are left out, and without any it is NaN.</param>
/// <param name="Deviation">Standard deviation of it between the seeds (n − 1); NaN with fewer than two.</param>
internal sealed record SweepCell(Contender Contender, double Mean, double Deviation);

/// <summary>What two variations do to one method: a line for each value of the first, a column for each of the second.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Rows">The first variation.</param>
/// <param name="Columns">The second variation.</param>
/// <param name="Cells">Line by line.</param>
internal sealed record SweepTable(string Method, IVariation Rows, IVariation Columns, IReadOnlyList<SweepCell> Cells)
{
    /// <summary>What a number of it is, for the caption.</summary>
    public static string Caption(int seeds) =>
        "Each cell: the learning curve's mean over the whole budget, that is the mean return of the last 100 training episodes, averaged over environment steps from the first episode's end on"
        + (seeds == 1 ? "; one seed." : FormattableString.Invariant($"; mean over {seeds} seeds."));

    /// <summary>The same in so few words that it fits below a picture.</summary>
    public const string ShortCaption = "mean return over the whole budget: the learning curve, averaged over environment steps";

    /// <summary>The cell of a line and a column.</summary>
    public SweepCell this[int row, int column] => Cells[row * Columns.Values.Count + column];

    /// <summary>The tables of a comparison: one for each method that reads both variations; none unless there are two.</summary>
    public static IReadOnlyList<SweepTable> Of(
        IReadOnlyList<IVariation> variations, IReadOnlyList<Contender> contenders, IReadOnlyDictionary<Contender, IReadOnlyList<TrialResult>> trials, long maxSteps) =>
        variations is not [var rows, var columns]
            ? []
            :
            [
                .. from contender in contenders
                   where contender.Varied.Count == variations.Count
                   group CellOf(contender, trials[contender], maxSteps) by contender.Method.Name into cells
                   select new SweepTable(cells.Key, rows, columns, [.. cells]),
            ];

    /// <summary>A contender's cell.</summary>
    public static SweepCell CellOf(Contender contender, IReadOnlyList<TrialResult> trials, long maxSteps)
    {
        // A trial that broke off has learnt for as long as it lasted.
        var means = trials
            .Select(trial => new ReturnAverage(trial.Episodes).MeanOver(trial.Fault is null ? maxSteps : Math.Min(maxSteps, trial.EnvironmentSteps)))
            .Where(double.IsFinite)
            .ToList();
        return new SweepCell(contender, means.Count == 0 ? double.NaN : means.Average(), ComparisonTable.Deviation(means));
    }
}

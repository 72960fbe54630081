using ActorCritic.Distributed.Node.Comparison.Report;

namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>One of several small pictures with the same axes.</summary>
/// <param name="Title">What its curves have in common.</param>
/// <param name="Curves">Its curves; the same label has the same colour in all panels.</param>
internal sealed record CurvePanel(string Title, IReadOnlyList<LabeledCurve> Curves);

/// <summary>Lays the curves of two variations out as small multiples: a panel for each method and value of the second, in it a curve for each value of the first.</summary>
internal static class SweepPanels
{
    /// <summary>Panels side by side.</summary>
    public const int MostColumns = 3;

    /// <summary>The panels, line by line; every method begins a new line.</summary>
    /// <param name="variations">Two.</param>
    /// <param name="curves">The contenders with their curves, in the order of the table.</param>
    public static IReadOnlyList<IReadOnlyList<CurvePanel>> Of(IReadOnlyList<IVariation> variations, IReadOnlyList<(Contender Contender, LabeledCurve Curve)> curves)
    {
        var first = variations[0].Name;
        var severalMethods = curves.Select(curve => curve.Contender.Method.Name).Distinct().Count() > 1;
        return
        [
            .. from method in curves.GroupBy(curve => curve.Contender.Method.Name)
               from line in PanelsOf(method, first, severalMethods).Chunk(MostColumns)
               select line,
        ];
    }

    private static IEnumerable<CurvePanel> PanelsOf(IEnumerable<(Contender Contender, LabeledCurve Curve)> curves, string first, bool severalMethods) =>
        from curve in curves
        group Labeled(curve, first) by TitleOf(curve.Contender, first, severalMethods) into panel
        select new CurvePanel(panel.Key, [.. panel]);

    private static string TitleOf(Contender contender, string first, bool withMethod)
    {
        var shared = contender.Varied.Where(value => value.Name != first).Select(value => $"{value}");
        return string.Join("  ·  ", withMethod || !contender.Varied.Any(value => value.Name != first) ? shared.Prepend(contender.Method.Name) : shared);
    }

    private static LabeledCurve Labeled((Contender Contender, LabeledCurve Curve) curve, string first) => curve.Curve with
    {
        Label = curve.Contender.Varied.Where(value => value.Name == first).Select(value => $"{value}").FirstOrDefault(curve.Contender.Method.Name),
    };
}

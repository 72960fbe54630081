namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>Quantiles of a few numbers.</summary>
internal static class Quantile
{
    /// <summary>The q-quantile, linear between the order statistics (Hyndman and Fan 1996, type 7, NumPy's default).</summary>
    /// <param name="numbers">In any order; none gives NaN.</param>
    /// <param name="q">In [0, 1].</param>
    public static double Of(IEnumerable<double> numbers, double q)
    {
        double[] sorted = [.. numbers.Order()];
        if (sorted.Length == 0)
            return double.NaN;
        var position = q * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>The 1/2-quantile.</summary>
    public static double Median(IEnumerable<double> numbers) => Of(numbers, 0.5);
}

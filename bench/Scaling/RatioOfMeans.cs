namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>How many times as much the one makes as the other, over turns that both took in pairs, with its standard error.</summary>
/// <remarks>
/// Where others use the machine each core is now fast and now slow, and two cores together are steadier than one: medians of both say more than their quotient should.
/// Means do not care: what two cores make on average is the sum of what each makes. The error is that of the jackknife, each pair left out once (Efron and Tibshirani 1993, eq. 11.5).
/// </remarks>
/// <param name="Value">Mean of the one by mean of the other.</param>
/// <param name="StandardError">Of the value; NaN of a single pair.</param>
internal readonly record struct RatioOfMeans(double Value, double StandardError)
{
    /// <param name="numerators">What the one made in each turn.</param>
    /// <param name="denominators">What the other made in the turn beside it; as many.</param>
    public static RatioOfMeans Of(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators)
    {
        var (above, below, count) = (numerators.Sum(), denominators.Sum(), numerators.Count);
        var leftOut = Enumerable.Range(0, count).Select(i => (above - numerators[i]) / (below - denominators[i])).ToArray();
        var mean = leftOut.Average();
        return new RatioOfMeans(above / below, Math.Sqrt(leftOut.Sum(ratio => (ratio - mean) * (ratio - mean)) * (count - 1) / count));
    }
}

using ActorCritic.Distributed.Node.Comparison.Report;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>How a few measurements of one thing are spread; all NaN where there are none.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="LowerQuartile">A quarter is below.</param>
/// <param name="UpperQuartile">A quarter is above.</param>
/// <param name="Least">The lowest.</param>
/// <param name="Greatest">The highest.</param>
internal sealed record Spread(double Median, double LowerQuartile, double UpperQuartile, double Least, double Greatest)
{
    /// <summary>The spread of some numbers, in any order.</summary>
    public static Spread Of(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        return new Spread(Quantile.Median(all), Quantile.Of(all, 0.25), Quantile.Of(all, 0.75), Quantile.Of(all, 0), Quantile.Of(all, 1));
    }
}

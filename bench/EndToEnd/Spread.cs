using System.Globalization;

namespace ActorCritic.Distributed.Benchmarks.EndToEnd;

/// <summary>Median, quartiles and extremes of a sample, by linear interpolation between order statistics.</summary>
internal sealed class Spread
{
    private readonly double[] _sorted;

    public Spread(IEnumerable<double> sample) => _sorted = [.. sample.Order()];

    public static string Header => string.Create(CultureInfo.InvariantCulture, $"{"",-28} {"median",12} {"quartile 1",12} {"quartile 3",12} {"best",12} {"worst",12}");

    public string Row(string name, string format, bool highIsGood = false)
    {
        if (_sorted.Length == 0)
            return $"{name,-28} none";
        var (best, worst) = highIsGood ? (_sorted[^1], _sorted[0]) : (_sorted[0], _sorted[^1]);
        return string.Concat(
            name.PadRight(28),
            string.Concat(new[] { Quantile(0.5), Quantile(0.25), Quantile(0.75), best, worst }
                .Select(value => " " + value.ToString(format, CultureInfo.InvariantCulture).PadLeft(12))));
    }

    private double Quantile(double fraction)
    {
        var position = fraction * (_sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + (position - below) * (_sorted[above] - _sorted[below]);
    }
}

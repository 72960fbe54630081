namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>What a learning curve is drawn over.</summary>
internal enum CurveAxis
{
    /// <summary>Episodes that have ended.</summary>
    Episodes,

    /// <summary>Environment steps.</summary>
    EnvironmentSteps,
}

/// <summary>One point of a curve: over the seeds, of the mean return of the last 100 episodes.</summary>
/// <param name="X">Episodes or environment steps.</param>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="LowerQuartile">A quarter of the seeds are below.</param>
/// <param name="UpperQuartile">A quarter of the seeds are above.</param>
internal readonly record struct CurvePoint(double X, double Mean, double LowerQuartile, double UpperQuartile);

/// <summary>The learning curve of a contender over its seeds.</summary>
internal static class CurveBand
{
    private const int MostPoints = 400;

    /// <summary>What the picture's caption says of line and band.</summary>
    public static string Caption(int seeds) => seeds == 1
        ? "Line: mean return of the last 100 training episodes, one seed."
        : FormattableString.Invariant($"Line: mean over {seeds} seeds of the mean return of the last 100 training episodes. Band: interquartile range over the seeds.");

    /// <summary>
    /// The points, in the order of x. They begin where every seed has ended an episode, and end with the last episode that every seed has played, or with the budget: a mean
    /// over fewer seeds would be one over other seeds.
    /// </summary>
    /// <param name="seeds">The means of each seed; without any there are no points.</param>
    /// <param name="axis">Episodes or environment steps.</param>
    /// <param name="maxSteps">The budget, where a curve over environment steps ends.</param>
    public static IReadOnlyList<CurvePoint> Of(IReadOnlyList<ReturnAverage> seeds, CurveAxis axis, long maxSteps)
    {
        if (seeds.Count == 0)
            return [];

        var end = axis == CurveAxis.Episodes ? seeds.Min(seed => seed.Episodes) : maxSteps;
        var points = new List<CurvePoint>();
        long last = 0;
        for (var i = 1; i <= MostPoints; i++)
        {
            var x = (long)Math.Round((double)end * i / MostPoints);
            if (x == last)
                continue;
            last = x;
            var means = seeds.Select(seed => axis == CurveAxis.Episodes ? seed.AfterEpisodes((int)x) : seed.AfterSteps(x)).ToList();
            if (!means.Any(double.IsNaN))
                points.Add(new CurvePoint(x, means.Average(), Quantile.Of(means, 0.25), Quantile.Of(means, 0.75)));
        }

        return points;
    }
}

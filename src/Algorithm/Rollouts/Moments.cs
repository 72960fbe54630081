namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>Mean and spread of numbers seen one by one, in double precision.</summary>
/// <remarks>
/// Welford's recurrence (Knuth, TAOCP 2, 4.2.2): no cancellation where the mean is large against the spread, and of equal numbers the
/// spread is exactly 0.
/// </remarks>
internal struct Moments
{
    public long Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>Σ (x − mean)²: over n the population's variance, over n − 1 the sample's.</summary>
    public double SquaredDeviations { get; private set; }

    public void Add(double number)
    {
        Count++;
        var deviation = number - Mean;
        Mean += deviation / Count;
        SquaredDeviations += deviation * (number - Mean);
    }
}

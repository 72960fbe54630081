using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>How much of the returns' variance the critic explains: a diagnostic, never part of the loss.</summary>
public static class ExplainedVariance
{
    /// <summary>1 − Var[return − value] / Var[return].</summary>
    /// <remarks>
    /// 1: the critic predicts perfectly, up to a constant. 0: no better than a constant. Below 0: worse than one.
    /// Same definition as Stable-Baselines3's explained_variance.
    /// </remarks>
    /// <param name="values">V(sₜ), any length.</param>
    /// <param name="returns">Rₜ, one for each value.</param>
    /// <returns>At most 1; NaN where the returns do not vary (none, one, or all equal): there is nothing to explain.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Compute(ReadOnlySpan<float> values, ReadOnlySpan<float> returns)
    {
        if (values.Length != returns.Length)
            throw new ArgumentException(
                $"There are {values.Length} values and {returns.Length} returns; pass one value for each return.", nameof(values));

        // Two passes in double: no cancellation where a mean is large against its spread, and of equal returns the spread is exactly 0.
        var meanReturn = DoubleSum.Of(returns, default(DoubleSum.First)) / returns.Length;
        var meanResidual = DoubleSum.Of(returns, values, default(DoubleSum.Difference)) / returns.Length;
        var spreadOfReturns = DoubleSum.Of(returns, new DoubleSum.SquaredDeviation(meanReturn));
        var spreadOfResiduals = DoubleSum.Of(returns, values, new DoubleSum.SquaredDifference(meanResidual));
        return spreadOfReturns == 0 ? double.NaN : 1 - spreadOfResiduals / spreadOfReturns;
    }
}

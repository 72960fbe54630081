using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Evaluation;

/// <summary>Greedy episodes that are to be played with one version of the parameters.</summary>
/// <param name="Number">Number of the evaluation in the run, from 0.</param>
/// <param name="Round">0 for the scheduled evaluation, 1 for its confirmation.</param>
/// <param name="Parameters">The policy.</param>
/// <param name="Episodes">How many, ≥ 1.</param>
/// <param name="Seed">A function of the run's seed, the number and the round.</param>
public sealed record EvaluationRequest(int Number, int Round, ParameterSnapshot Parameters, int Episodes, ulong Seed)
{
    /// <summary>What is wrong with the answer to this request, in a few words; null if nothing is.</summary>
    public string? FaultIn(PolicyEvaluated result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Episodes != Episodes)
            return $"it played {result.Episodes} episodes and was asked for {Episodes}";
        return double.IsFinite(result.ReturnMean) && double.IsFinite(result.ReturnDeviation)
            ? null
            : FormattableString.Invariant($"its mean return is {result.ReturnMean} with a deviation of {result.ReturnDeviation}");
    }
}

using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>The advantage R − V(s) in the policy loss is a function of the critic instead of a number, so the policy loss trains the critic too.</summary>
/// <remarks>
/// <para>
/// In a framework with autograd: a missing detach(). With ℓ = log π(a|s) the policy loss −1/B·Σ ℓ·(R − V) then has ∂/∂V = ℓ/B, where it should have none. Added to the value loss's own 2·c_v·(V − R)/B that is
/// the derivative of a value loss with other targets, R − ℓ/(2·c_v). As ℓ ≤ 0, the critic is taught that every state is worth more than it is, the more so the less probable the action. That is how it is
/// made here: the targets are shifted. R is held, as it is in the value loss.
/// </para>
/// <para>
/// Where the trainer normalises, the gradient goes through mean and deviation as well. With n = (Â − mean)/(σ + ε) and c = Σ ℓ·n/(B − 1), ℓ − mean(ℓ) − c·n·(σ + ε)/σ takes the place of ℓ, over σ + ε: what is left of
/// log π when its mean and what follows the advantages are taken away.
/// </para>
/// <para>Nothing complains: the critic's loss stays finite and the policy's gradient is as it should be, only computed with values that are pulled away from the returns.</para>
/// </remarks>
internal sealed class CriticNotDetached : Mistake
{
    /// <inheritdoc/>
    public override string Name => "critic-not-detached";

    /// <inheritdoc/>
    public override string Summary => "the advantage in the policy loss is not detached, so that loss pulls at the critic";

    /// <inheritdoc/>
    public override string Silence => "The critic learns the returns plus something that depends on log π, and only its predictions show it";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> FindFaults(TrainingOptions correct) =>
        correct.ValueCoefficient > 0 ? [] : ["ValueCoefficient is 0, so the correct trainer has no critic to detach; let it be above 0, or name other mistakes with --only."];

    /// <inheritdoc/>
    protected override IPolicyNetwork Alter(IPolicyNetwork network, TrainingOptions options) => new AlteredLoss(network, (in batch, in coefficients, _, returns) =>
    {
        var logits = new float[batch.Count * network.Layout.ActorHead.Outputs];
        var values = new float[batch.Count];
        var logProbabilities = new float[batch.Count];
        network.Forward(batch.Observations, logits, values);
        ClippedSurrogate.LogProbabilities(batch.Actions, logits, logProbabilities);

        var pull = Array.ConvertAll(logProbabilities, logProbability => (double)logProbability);
        if (options.NormalizeAdvantages && batch.Count > 1)
            PullThroughNormalization(pull, batch.Returns, values);
        for (var t = 0; t < returns.Length; t++)
            returns[t] -= (float)(pull[t] / (2 * coefficients.Value));
    });

    /// <summary>From ∂(ℓ·Â)/∂Â to what it becomes when Â is normalised: B·∂L/∂V instead of ℓ, in place.</summary>
    private static void PullThroughNormalization(double[] ℓ, ReadOnlySpan<float> returns, ReadOnlySpan<float> values)
    {
        const double ε = 1e-8; // AdvantageNormalization's.
        var n = new double[ℓ.Length];
        for (var t = 0; t < n.Length; t++)
            n[t] = (double)returns[t] - values[t];
        var mean = n.Average();
        var σ = Math.Sqrt(n.Sum(advantage => (advantage - mean) * (advantage - mean)) / (n.Length - 1));
        for (var t = 0; t < n.Length; t++)
            n[t] = (n[t] - mean) / (σ + ε);

        var (meanOfℓ, c) = (ℓ.Average(), ℓ.Zip(n, (logProbability, advantage) => logProbability * advantage).Sum() / (n.Length - 1));
        for (var t = 0; t < n.Length; t++)
            ℓ[t] = (ℓ[t] - meanOfℓ - c * n[t] * (σ + ε) / σ) / (σ + ε);
    }
}

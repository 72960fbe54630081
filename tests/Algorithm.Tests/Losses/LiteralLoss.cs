using ActorCritic.Distributed.Algorithm.Losses;

namespace ActorCritic.Distributed.Algorithm.Tests.Losses;

/// <summary>B transitions in double precision.</summary>
internal sealed record LiteralBatch(int[] Actions, double[] Advantages, double[] Returns)
{
    public int Count => Actions.Length;
}

/// <summary>The three-term loss as the formula reads, in double precision: slow, and without any care for large logits.</summary>
internal static class LiteralLoss
{
    public static double[] Softmax(ReadOnlySpan<double> logits)
    {
        var exponentials = new double[logits.Length];
        for (var k = 0; k < logits.Length; k++)
            exponentials[k] = Math.Exp(logits[k]);
        var sum = exponentials.Sum();
        return [.. exponentials.Select(exponential => exponential / sum)];
    }

    /// <param name="batch">B transitions.</param>
    /// <param name="logits">[B][A].</param>
    /// <param name="values">[B].</param>
    public static LossTerms Terms(LiteralBatch batch, double[][] logits, double[] values)
    {
        double policy = 0, value = 0, entropy = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var probabilities = Softmax(logits[i]);
            policy += -Math.Log(probabilities[batch.Actions[i]]) * batch.Advantages[i];
            value += Math.Pow(values[i] - batch.Returns[i], 2);
            entropy += -probabilities.Sum(probability => probability * Math.Log(probability));
        }

        return new LossTerms(policy / batch.Count, value / batch.Count, entropy / batch.Count);
    }

    /// <summary>
    /// ∂L/∂logits of transition <paramref name="i"/>, by the chain rule over the probabilities: ∂L/∂pⱼ = 1/B·[ −Â·1{j = a}/pⱼ + β·(log pⱼ + 1) ] and
    /// ∂pⱼ/∂logitₖ = pⱼ·(1{j = k} − pₖ).
    /// </summary>
    public static double[] LogitGradient(LiteralBatch batch, int i, double[] logits, LossCoefficients coefficients)
    {
        var p = Softmax(logits);
        var byProbability = new double[p.Length];
        for (var j = 0; j < p.Length; j++)
        {
            byProbability[j] = coefficients.Entropy * (Math.Log(p[j]) + 1);
            if (j == batch.Actions[i])
                byProbability[j] -= batch.Advantages[i] / p[j];
        }

        var gradient = new double[p.Length];
        for (var k = 0; k < p.Length; k++)
            for (var j = 0; j < p.Length; j++)
                gradient[k] += byProbability[j] * p[j] * ((j == k ? 1 : 0) - p[k]) / batch.Count;
        return gradient;
    }

    /// <summary>∂L/∂V of transition <paramref name="i"/>.</summary>
    public static double ValueGradient(LiteralBatch batch, int i, double value, LossCoefficients coefficients) =>
        coefficients.Value * 2 * (value - batch.Returns[i]) / batch.Count;
}

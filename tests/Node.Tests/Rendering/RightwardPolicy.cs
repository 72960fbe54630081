using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Node.Tests.Rendering;

/// <summary>Pushes the cart to the right, whatever happens.</summary>
internal sealed class RightwardPolicy : IPolicyNetwork
{
    public ParameterLayout Layout => throw new NotSupportedException();

    public void Load(ReadOnlySpan<float> parameters) => throw new NotSupportedException();

    public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        for (var i = 0; i < logits.Length; i++)
            logits[i] = i % 2;
        values.Clear();
    }

    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient) =>
        throw new NotSupportedException();

    public void Dispose()
    {
    }
}

using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>A policy without parameters, for code that only plays.</summary>
internal abstract class ForwardOnlyPolicy(int observationSize, int actionCount) : IPolicyNetwork
{
    public ParameterLayout Layout { get; } = ParameterLayout.Of(new NetworkOptions(observationSize, actionCount, []));

    public abstract void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values);

    public void Load(ReadOnlySpan<float> parameters) => throw new NotSupportedException("Who plays a policy plays it as it is.");

    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient) =>
        throw new NotSupportedException("Playing needs no gradient.");

    public void Dispose()
    {
    }
}

using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>A network whose gradients are not numbers while a switch is on.</summary>
/// <param name="network">The network; owned.</param>
/// <param name="isOn">The switch.</param>
internal sealed class FaultyNetwork(IPolicyNetwork network, Func<bool> isOn) : IPolicyNetwork
{
    /// <inheritdoc/>
    public ParameterLayout Layout => network.Layout;

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<float> parameters) => network.Load(parameters);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values) => network.Forward(observations, logits, values);

    /// <inheritdoc/>
    public void ForwardAndKeep(int firstRow, ReadOnlySpan<float> observations, Span<float> logits, Span<float> values) =>
        network.ForwardAndKeep(firstRow, observations, logits, values);

    /// <inheritdoc/>
    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
    {
        var terms = network.Gradient(batch, coefficients, gradient);
        Spoil(gradient);
        return terms;
    }

    /// <inheritdoc/>
    public LossTerms GradientOfKept(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
    {
        var terms = network.GradientOfKept(batch, coefficients, gradient);
        Spoil(gradient);
        return terms;
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private void Spoil(Span<float> gradient)
    {
        if (isOn())
            gradient.Fill(float.NaN);
    }
}

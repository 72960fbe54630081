using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>Other advantages or returns than those of the rollout, written into copies of them.</summary>
/// <param name="batch">What the trainer asks the gradient of.</param>
/// <param name="coefficients">Weights of the loss's terms.</param>
/// <param name="advantages">The factors of −log π in the policy loss, as they are in the batch; to be written over.</param>
/// <param name="returns">The targets of the value loss, as they are in the batch; to be written over.</param>
internal delegate void LossAlteration(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> advantages, Span<float> returns);

/// <summary>A network that differentiates another loss than it is asked for. It acts and values as the network inside does.</summary>
/// <param name="network">The network inside; disposed with this one.</param>
/// <param name="alter">How the loss is altered.</param>
internal sealed class AlteredLoss(IPolicyNetwork network, LossAlteration alter) : IPolicyNetwork
{
    private float[] _advantages = [];
    private float[] _returns = [];

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
    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient) =>
        network.Gradient(Altered(batch, coefficients), coefficients, gradient);

    /// <inheritdoc/>
    public LossTerms GradientOfKept(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient) =>
        network.GradientOfKept(Altered(batch, coefficients), coefficients, gradient);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private TransitionBatch Altered(in TransitionBatch batch, in LossCoefficients coefficients)
    {
        if (_advantages.Length != batch.Count)
            (_advantages, _returns) = (new float[batch.Count], new float[batch.Count]);
        batch.Advantages.CopyTo(_advantages);
        batch.Returns.CopyTo(_returns);
        alter(batch, coefficients, _advantages, _returns);
        return new TransitionBatch(batch.Observations, batch.Actions, _advantages, _returns);
    }
}

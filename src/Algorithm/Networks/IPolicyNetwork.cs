using ActorCritic.Distributed.Algorithm.Losses;

namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>
/// A policy network with its parameters: observations in, logits and values out, and the gradient of the actor-critic loss. Owned by one thread.
/// </summary>
public interface IPolicyNetwork : IDisposable
{
    /// <summary>Where each parameter lies in the flat vector.</summary>
    ParameterLayout Layout { get; }

    /// <summary>Copies the given flat parameter vector into the network.</summary>
    /// <param name="parameters">Length <see cref="ParameterLayout.Count"/>.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    void Load(ReadOnlySpan<float> parameters);

    /// <summary>One batched forward pass, without anything kept for a gradient.</summary>
    /// <param name="observations">[B × O], B ≥ 1 rows.</param>
    /// <param name="logits">Output, [B × A].</param>
    /// <param name="values">Output, [B].</param>
    /// <exception cref="ArgumentException">The lengths do not agree, or B is 0.</exception>
    void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values);

    /// <summary>
    /// The forward pass of some rows of a batch whose gradient <see cref="GradientOfKept"/> gives afterwards. A network may keep what it computes here, so that the pass is
    /// made once; by default it keeps nothing and computes it again.
    /// </summary>
    /// <remarks><see cref="Load"/> forgets what was kept; <see cref="Forward"/> leaves it alone.</remarks>
    /// <param name="firstRow">Which row of the batch the first one is. Rows are kept in their order: row 0 begins a new batch, and none may be left out.</param>
    /// <param name="observations">[B × O], B ≥ 1 rows.</param>
    /// <param name="logits">Output, [B × A].</param>
    /// <param name="values">Output, [B].</param>
    /// <exception cref="ArgumentException">The lengths do not agree, B is 0, or rows before the first one are missing.</exception>
    void ForwardAndKeep(int firstRow, ReadOnlySpan<float> observations, Span<float> logits, Span<float> values) => Forward(observations, logits, values);

    /// <summary>The loss of a batch and its gradient.</summary>
    /// <param name="batch">Observations, actions, advantages and returns of B transitions.</param>
    /// <param name="coefficients">Weights of the loss's terms.</param>
    /// <param name="gradient">Output: ∂loss/∂parameters, not clipped, length <see cref="ParameterLayout.Count"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not agree, B is 0, or an action is not in 0 … A − 1.</exception>
    LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient);

    /// <summary>The same as <see cref="Gradient"/>, for a batch of which every row went through <see cref="ForwardAndKeep"/> with the present parameters.</summary>
    /// <param name="batch">Its observations are those that were kept, in the same order.</param>
    /// <param name="coefficients">Weights of the loss's terms.</param>
    /// <param name="gradient">Output: ∂loss/∂parameters, not clipped, length <see cref="ParameterLayout.Count"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not agree, B is 0, or an action is not in 0 … A − 1.</exception>
    /// <exception cref="InvalidOperationException">Other than B rows were kept since the parameters were loaded.</exception>
    LossTerms GradientOfKept(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient) => Gradient(batch, coefficients, gradient);
}

/// <summary>B transitions, flat and in any order; what the loss needs of a rollout.</summary>
/// <param name="observations">[B × O].</param>
/// <param name="actions">[B], each in 0 … A − 1.</param>
/// <param name="advantages">[B], constants: no gradient flows through them.</param>
/// <param name="returns">[B], constants: the targets of the value.</param>
public readonly ref struct TransitionBatch(
    ReadOnlySpan<float> observations,
    ReadOnlySpan<int> actions,
    ReadOnlySpan<float> advantages,
    ReadOnlySpan<float> returns)
{
    /// <summary>[B × O].</summary>
    public ReadOnlySpan<float> Observations { get; } = observations;

    /// <summary>[B], each in 0 … A − 1.</summary>
    public ReadOnlySpan<int> Actions { get; } = actions;

    /// <summary>[B].</summary>
    public ReadOnlySpan<float> Advantages { get; } = advantages;

    /// <summary>[B].</summary>
    public ReadOnlySpan<float> Returns { get; } = returns;

    /// <summary>B.</summary>
    public int Count => Actions.Length;
}

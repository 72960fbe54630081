using System.Runtime.Intrinsics;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>
/// The arithmetic that a multilayer perceptron consists of, on flat float32 spans. Row-major matrices of which each row is padded to whole vectors: there is
/// no remainder to treat apart, and the padding, which is 0 in weights and biases, stays 0 throughout.
/// </summary>
/// <remarks>
/// The results of different widths differ by rounding only: sums over the depth of a product go one term after the other in every lane, but machines differ in
/// whether a multiplication and an addition round once or twice. On one machine the same input gives the same bytes.
/// </remarks>
internal abstract class NetworkKernels
{
    private protected NetworkKernels()
    {
    }

    /// <summary>The kernels of every width, the widest first; all are correct on every machine.</summary>
    public static IReadOnlyList<NetworkKernels> All { get; } =
    [
        new NetworkKernels<Lanes512, Vector512<float>>(),
        new NetworkKernels<Lanes256, Vector256<float>>(),
        new NetworkKernels<Lanes128, Vector128<float>>(),
    ];

    /// <summary>The widest that this machine computes by instructions of its own; without any, the narrowest.</summary>
    public static NetworkKernels Widest { get; } =
        Vector512.IsHardwareAccelerated ? All[0]
        : Vector256.IsHardwareAccelerated ? All[1]
        : All[2];

    /// <summary>Floats in one vector, to a multiple of which rows are padded.</summary>
    public abstract int LaneCount { get; }

    /// <summary>The length of a padded row.</summary>
    /// <param name="columns">Elements of the row, ≥ 1.</param>
    public int Pad(int columns) => checked((columns + LaneCount - 1) / LaneCount * LaneCount);

    /// <summary>product[m, n] = start[m, n] + Σₖ left[m, k] · right[k, n].</summary>
    /// <param name="start">[rows × columns], column stride 1. May be the product itself, to which is then added.</param>
    /// <param name="left">[rows × depth], any strides.</param>
    /// <param name="right">[depth × columns], column stride 1.</param>
    /// <param name="product">Output, [rows × columns], without gaps between rows.</param>
    /// <param name="rows">M ≥ 1.</param>
    /// <param name="depth">K ≥ 1.</param>
    /// <param name="columns">N ≥ 1, a multiple of <see cref="LaneCount"/>.</param>
    /// <exception cref="ArgumentException">A matrix does not lie within its elements.</exception>
    public abstract void Multiply(MatrixView start, MatrixView left, MatrixView right, Span<float> product, int rows, int depth, int columns);

    /// <summary>product[m, n] = start[n] + Σₖ left[m, k] · right[n, k], for few columns: the lanes lie along the depth, so that none of them is wasted on padding.</summary>
    /// <param name="start">[columns].</param>
    /// <param name="left">[rows × depth], without gaps.</param>
    /// <param name="right">[columns × depth], without gaps.</param>
    /// <param name="product">Output, [rows × columns]; what lies between rows stays as it is.</param>
    /// <param name="productStride">Floats from a row of the product to the next, ≥ columns.</param>
    /// <param name="depth">K ≥ 1, a multiple of <see cref="LaneCount"/>.</param>
    /// <param name="columns">N ≥ 1.</param>
    /// <exception cref="ArgumentException">A matrix does not lie within its elements.</exception>
    public abstract void MultiplyByRows(
        ReadOnlySpan<float> start, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> product, int productStride, int depth, int columns);

    /// <summary>sums[n] += Σₘ matrix[m, n].</summary>
    /// <param name="matrix">[rows × N], without gaps, N the length of the sums.</param>
    /// <param name="sums">Added to; a multiple of <see cref="LaneCount"/> long.</param>
    /// <exception cref="ArgumentException">The matrix is not made of whole rows.</exception>
    public abstract void AddColumnSums(ReadOnlySpan<float> matrix, Span<float> sums);

    /// <summary>x ← tanh x.</summary>
    /// <remarks>
    /// x·P(x²)/Q(x²) on [−9.02, 9.02], beyond which tanh is ±1 in float32. P and Q of degree 4 were fitted for the least relative error (2.1e-8, by iteratively
    /// reweighted least squares); with the rounding of float32 the result is at most 6 units in the last place off (4.8 seen), never beyond ±1, exactly odd, and
    /// keeps NaN.
    /// </remarks>
    /// <param name="values">A multiple of <see cref="LaneCount"/> long.</param>
    /// <exception cref="ArgumentException">The length is no multiple.</exception>
    public abstract void Tanh(Span<float> values);

    /// <summary>∂L/∂x = ∂L/∂a · (1 − a²) for a = tanh x.</summary>
    /// <param name="activations">a.</param>
    /// <param name="gradient">∂L/∂a before, ∂L/∂x after; as many.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of <see cref="LaneCount"/>.</exception>
    public abstract void TanhBackward(ReadOnlySpan<float> activations, Span<float> gradient);

    /// <summary>x ← max(0, x); NaN stays NaN.</summary>
    /// <param name="values">A multiple of <see cref="LaneCount"/> long.</param>
    /// <exception cref="ArgumentException">The length is no multiple.</exception>
    public abstract void Relu(Span<float> values);

    /// <summary>∂L/∂x = ∂L/∂a where a &gt; 0, and 0 elsewhere, for a = max(0, x). As in PyTorch it is 0 at the kink.</summary>
    /// <inheritdoc cref="TanhBackward"/>
    public abstract void ReluBackward(ReadOnlySpan<float> activations, Span<float> gradient);

    /// <summary>logits ← log softmax(logits) in every row, with the rows' entropies. Lanes lie along the rows.</summary>
    /// <remarks>
    /// With zₖ = logitₖ − max ≤ 0:  log pₖ = zₖ − log Σ exp z  and  H = log Σ exp z + Σ pₖ·(−zₖ). In neither do large numbers cancel, so a constant added to
    /// all logits of a row changes nothing as long as their differences survive it. Finite for finite logits, of which all but one may be −∞.
    /// </remarks>
    /// <param name="logits">[A × R], column-wise: those of action k are from k · R on. Log p afterwards.</param>
    /// <param name="entropies">Output, [R] in nats; a multiple of <see cref="LaneCount"/>.</param>
    /// <exception cref="ArgumentException">R is no multiple, or the logits are not A times as many.</exception>
    public abstract void LogSoftmax(Span<float> logits, Span<float> entropies);

    /// <summary>∂L/∂logitₖ = scale · [ Â·(pₖ − 1{k = a}) + β·pₖ·(log pₖ + H) ] in every row. Lanes lie along the rows.</summary>
    /// <remarks>A pₖ of 1e-12 or less counts as 0.</remarks>
    /// <param name="logProbabilities">[A × R] as <see cref="LogSoftmax"/> gives them. ∂L/∂logits afterwards.</param>
    /// <param name="entropies">H, [R]; a multiple of <see cref="LaneCount"/>.</param>
    /// <param name="actions">a, [R], as floats.</param>
    /// <param name="advantages">Â, [R].</param>
    /// <param name="entropyCoefficient">β.</param>
    /// <param name="scale">Factor on everything.</param>
    /// <param name="chosenLogProbabilities">Output, log π(a|s), [R].</param>
    /// <exception cref="ArgumentException">R is no multiple, or the lengths do not agree.</exception>
    public abstract void PolicyGradient(
        Span<float> logProbabilities,
        ReadOnlySpan<float> entropies,
        ReadOnlySpan<float> actions,
        ReadOnlySpan<float> advantages,
        float entropyCoefficient,
        float scale,
        Span<float> chosenLogProbabilities);
}

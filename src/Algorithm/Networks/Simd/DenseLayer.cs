using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Networks.Simd;

/// <summary>y = W·x + b for many rows at once, with its gradient: one linear layer, or several that read the same features, one below the other in W.</summary>
/// <remarks>
/// <para>
/// With X [B × I] and Y [B × O]:  Y = X·Wᵀ + b;  ∂L/∂W = (∂L/∂Y)ᵀ·X,  ∂L/∂b = Σ over rows of ∂L/∂Y,  ∂L/∂X = ∂L/∂Y·W. All of them are one kernel,
/// <see cref="NetworkKernels.Multiply"/>, whose lanes lie along the columns of the right matrix. So the layer holds W twice: Wᵀ for the way
/// forward and W for the way back. A head has so few outputs that most lanes would hold padding; there the way forward has its lanes along the inputs
/// (<see cref="NetworkKernels.MultiplyByRows"/>).
/// </para>
/// <para>
/// Rows of X have <see cref="InputStride"/> floats and rows of Y <see cref="OutputStride"/>; what is behind the last element is 0. They are whole vectors, except for observations where
/// lanes along the outputs suffice.
/// </para>
/// </remarks>
internal sealed class DenseLayer
{
    private readonly NetworkKernels _kernels;
    private readonly LinearLayout[] _parts;
    private readonly AlignedFloats _weight;
    private readonly AlignedFloats _transposedWeight;
    private readonly AlignedFloats _bias;
    private readonly AlignedFloats _weightGradient;
    private readonly AlignedFloats _biasGradient;
    private readonly AlignedFloats _zeros;
    private readonly bool _lanesAlongOutputs;
    private readonly bool _isNarrow;
    private readonly bool _holdsTransposeOnly;

    /// <summary>A layer with all parameters zero.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="isFirst">Whether the inputs are observations, of which nobody asks the gradient.</param>
    /// <param name="parts">At least one, all with the same number of inputs; the outputs are theirs in this order.</param>
    public DenseLayer(NetworkKernels kernels, bool isFirst, params LinearLayout[] parts)
    {
        _kernels = kernels;
        _parts = parts;
        Inputs = parts[0].Inputs;
        Outputs = parts.Sum(part => part.Outputs);
        InputStride = kernels.Pad(Inputs);
        OutputStride = kernels.Pad(Outputs);

        // The lanes of ∂L/∂W lie along whichever side has less padding to compute: with four inputs and 64 outputs, along the outputs.
        _lanesAlongOutputs = (long)Inputs * OutputStride < (long)Outputs * InputStride;

        // With lanes along the outputs a row costs Inputs · OutputStride; along the inputs it costs Outputs · InputStride, and adding up the lanes about half a vector's worth of
        // additions for each lane. For a head of three outputs that is little, for a hidden layer much.
        _isNarrow = (long)Outputs * (InputStride + 8 * kernels.LaneCount) < (long)Inputs * OutputStride;

        // Then nothing reads inputs or W in whole vectors, and observations can stay as they come.
        _holdsTransposeOnly = isFirst && _lanesAlongOutputs && !_isNarrow;
        if (_holdsTransposeOnly)
            InputStride = Inputs;
        _weight = new AlignedFloats(_holdsTransposeOnly ? 0 : checked(Outputs * InputStride));
        _transposedWeight = new AlignedFloats(checked(Inputs * OutputStride));
        _bias = new AlignedFloats(OutputStride);
        _weightGradient = new AlignedFloats(_lanesAlongOutputs ? _transposedWeight.Count : _weight.Count);
        _biasGradient = new AlignedFloats(OutputStride);
        _zeros = new AlignedFloats(InputStride);
    }

    /// <summary>I.</summary>
    public int Inputs { get; }

    /// <summary>O, of all parts together.</summary>
    public int Outputs { get; }

    /// <summary>Floats from a row of X to the next.</summary>
    public int InputStride { get; }

    /// <summary>Floats from a row of Y to the next.</summary>
    public int OutputStride { get; }

    /// <summary>Copies the layer's parameters out of the flat vector.</summary>
    public void Load(ReadOnlySpan<float> parameters)
    {
        var weight = _weight.Span;
        var transposed = _transposedWeight.Span;
        var bias = _bias.Span;
        var output = 0;
        foreach (var part in _parts)
        {
            part.Bias.In(parameters).CopyTo(bias[output..]);
            var rows = part.Weight.In(parameters);
            if (!_holdsTransposeOnly)
                MatrixCopy.Rows(rows, Inputs, weight[(output * InputStride)..], InputStride, part.Outputs, Inputs);
            MatrixCopy.Transposed(rows, Inputs, transposed[output..], OutputStride, part.Outputs, Inputs);
            output += part.Outputs;
        }
    }

    /// <summary>Y = X·Wᵀ + b.</summary>
    /// <param name="inputs">X, [rows × InputStride].</param>
    /// <param name="outputs">Y, [rows × OutputStride]. What is behind the last output of a row is 0 before and after.</param>
    /// <param name="rows">B ≥ 1.</param>
    public void Forward(ReadOnlySpan<float> inputs, Span<float> outputs, int rows)
    {
        if (_isNarrow)
            _kernels.MultiplyByRows(_bias.Span, inputs[..(rows * InputStride)], _weight.Span, outputs, OutputStride, InputStride, Outputs);
        else
            Multiply(_bias, inputs, Inputs, InputStride, _transposedWeight, outputs, OutputStride, rows);
    }

    /// <summary>∂L/∂X = ∂L/∂Y·W.</summary>
    /// <param name="outputGradient">∂L/∂Y, [rows × OutputStride].</param>
    /// <param name="inputGradient">Output, ∂L/∂X, [rows × InputStride].</param>
    /// <param name="rows">B ≥ 1.</param>
    public void InputGradient(ReadOnlySpan<float> outputGradient, Span<float> inputGradient, int rows) =>
        Multiply(_zeros, outputGradient, Outputs, OutputStride, _weight, inputGradient, InputStride, rows);

    /// <summary>Every row of a matrix times a weight matrix, plus the same start.</summary>
    private void Multiply(
        AlignedFloats start, ReadOnlySpan<float> left, int depth, int leftStride, AlignedFloats right, Span<float> product, int productStride, int rows) =>
        _kernels.Multiply(
            new MatrixView(start.Span, rowStride: 0), new MatrixView(left, leftStride), new MatrixView(right.Span, productStride), product, rows, depth, productStride);

    /// <summary>Forgets what was added to the gradient.</summary>
    public void ClearGradient()
    {
        _weightGradient.Span.Clear();
        _biasGradient.Span.Clear();
    }

    /// <summary>Adds (∂L/∂Y)ᵀ·X and the sum of the rows of ∂L/∂Y to the gradient. The depth of this product is the rows of the batch.</summary>
    /// <param name="inputs">X, [rows × InputStride].</param>
    /// <param name="outputGradient">∂L/∂Y, [rows × OutputStride].</param>
    /// <param name="rows">B ≥ 1.</param>
    public void AddGradient(ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputGradient, int rows)
    {
        _kernels.AddColumnSums(outputGradient[..(rows * OutputStride)], _biasGradient.Span);

        var sum = _weightGradient.Span;
        var x = new MatrixView(inputs, InputStride);
        var dy = new MatrixView(outputGradient, OutputStride);
        if (_lanesAlongOutputs)
            _kernels.Multiply(new MatrixView(sum, OutputStride), x.Transposed, dy, sum, Inputs, rows, OutputStride);
        else
            _kernels.Multiply(new MatrixView(sum, InputStride), dy.Transposed, x, sum, Outputs, rows, InputStride);
    }

    /// <summary>Writes what was added up to the layer's place in the flat gradient.</summary>
    public void WriteGradient(Span<float> gradient)
    {
        ReadOnlySpan<float> sum = _weightGradient.Span;
        ReadOnlySpan<float> bias = _biasGradient.Span;
        var output = 0;
        foreach (var part in _parts)
        {
            bias.Slice(output, part.Outputs).CopyTo(part.Bias.In(gradient));
            var rows = part.Weight.In(gradient);
            if (_lanesAlongOutputs)
                MatrixCopy.Transposed(sum[output..], OutputStride, rows, Inputs, Inputs, part.Outputs);
            else
                MatrixCopy.Rows(sum[(output * InputStride)..], InputStride, rows, Inputs, part.Outputs, Inputs);
            output += part.Outputs;
        }
    }
}

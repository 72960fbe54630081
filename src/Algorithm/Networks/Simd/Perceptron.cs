using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Networks.Simd;

/// <summary>Hidden layers, an activation after each, and a linear head: forward, and backward by the chain rule.</summary>
/// <remarks>
/// Rows go through in chunks of <see cref="ChunkRows"/>. What 64 rows need of two layers of 64 units fits into the first cache of a core, so the way back finds
/// there what it has just written.
/// </remarks>
internal sealed class Perceptron
{
    /// <summary>Rows that go through the layers together.</summary>
    public const int ChunkRows = 64;

    private readonly NetworkKernels _kernels;
    private readonly DenseLayer[] _layers;
    private readonly Activation _activation;
    private readonly AlignedFloats[] _gradients;
    private readonly int[] _strides;

    /// <summary>A perceptron with all parameters zero.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="hidden">From the observation on; may be empty.</param>
    /// <param name="heads">Linear layers that read the last hidden one; their outputs side by side are the perceptron's.</param>
    /// <param name="activation">After every hidden layer.</param>
    public Perceptron(NetworkKernels kernels, IEnumerable<LinearLayout> hidden, LinearLayout[] heads, Activation activation)
    {
        _kernels = kernels;
        _activation = activation;
        LinearLayout[][] layers = [.. hidden.Select(layer => (LinearLayout[])[layer]), heads];
        _layers = [.. layers.Select((parts, l) => new DenseLayer(kernels, isFirst: l == 0, parts))];
        _gradients = Array.ConvertAll(_layers, layer => new AlignedFloats(checked(ChunkRows * layer.OutputStride)));
        _strides = [_layers[0].InputStride, .. _layers.Select(layer => layer.OutputStride)];
    }

    /// <summary>Floats from a row of the head's outputs to the next.</summary>
    public int OutputStride => _layers[^1].OutputStride;

    /// <summary>∂L/∂outputs of the chunk that <see cref="AddGradient"/> takes next, [ChunkRows × OutputStride]. The padding is 0 and must stay so.</summary>
    public Span<float> OutputGradient => _gradients[^1].Span;

    /// <summary>Room for what goes through.</summary>
    public LayerOutputs CreateOutputs(int capacity) => new(_strides, capacity);

    /// <summary>Copies the parameters out of the flat vector.</summary>
    public void Load(ReadOnlySpan<float> parameters)
    {
        foreach (var layer in _layers)
            layer.Load(parameters);
    }

    /// <summary>One chunk forward.</summary>
    /// <param name="observations">[rows × O], without gaps.</param>
    /// <param name="outputs">Takes what each layer gives, from row <paramref name="first"/> on.</param>
    /// <param name="first">Where the rows go.</param>
    /// <param name="rows">1 … <see cref="ChunkRows"/>.</param>
    /// <returns>The head's outputs, [rows × OutputStride].</returns>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> observations, LayerOutputs outputs, int first, int rows)
    {
        var (size, stride) = (_layers[0].Inputs, _layers[0].InputStride);
        var features = outputs.Rows(0, first, rows);
        MatrixCopy.Rows(observations, size, features, stride, rows, size);
        for (var l = 0; l < _layers.Length; l++)
        {
            var next = outputs.Rows(l + 1, first, rows);
            _layers[l].Forward(features, next, rows);
            if (l < _layers.Length - 1)
                Activate(next);
            features = next;
        }

        return features;
    }

    /// <summary>Forgets what was added to the gradient.</summary>
    public void ClearGradient()
    {
        foreach (var layer in _layers)
            layer.ClearGradient();
    }

    /// <summary>One chunk backward: adds the gradient that follows from <see cref="OutputGradient"/>.</summary>
    /// <param name="outputs">What <see cref="Forward"/> left, with the same parameters.</param>
    /// <param name="first">The first row of the chunk.</param>
    /// <param name="rows">1 … <see cref="ChunkRows"/>.</param>
    public void AddGradient(LayerOutputs outputs, int first, int rows)
    {
        for (var l = _layers.Length - 1; l >= 0; l--)
        {
            var gradient = _gradients[l].Span[..(rows * _layers[l].OutputStride)];
            if (l < _layers.Length - 1)
                ActivateBackward(outputs.Rows(l + 1, first, rows), gradient);

            _layers[l].AddGradient(outputs.Rows(l, first, rows), gradient, rows);
            if (l > 0)
                _layers[l].InputGradient(gradient, _gradients[l - 1].Span, rows);
        }
    }

    /// <summary>Writes what was added up to its places in the flat gradient.</summary>
    public void WriteGradient(Span<float> gradient)
    {
        foreach (var layer in _layers)
            layer.WriteGradient(gradient);
    }

    private void Activate(Span<float> values)
    {
        if (_activation == Activation.Tanh)
            _kernels.Tanh(values);
        else
            _kernels.Relu(values);
    }

    private void ActivateBackward(ReadOnlySpan<float> activations, Span<float> gradient)
    {
        if (_activation == Activation.Tanh)
            _kernels.TanhBackward(activations, gradient);
        else
            _kernels.ReluBackward(activations, gradient);
    }
}

using System.Runtime.InteropServices;
using ActorCritic.Distributed.Algorithm.Losses;
using static TorchSharp.torch;

namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>The policy network in TorchSharp: forward passes by libtorch, gradients by its autograd.</summary>
/// <remarks>
/// The parameters live in leaf tensors that this object owns and disposes; every other tensor lives in a dispose scope inside one method. Grad mode and
/// dispose scopes belong to the calling thread, so one instance is used by one thread at a time and no method awaits.
/// </remarks>
public sealed class TorchPolicyNetwork : IPolicyNetwork
{
    [ThreadStatic]
    private static bool s_isThreadKept;

    private readonly NetworkOptions _options;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly Dictionary<LinearLayout, Linear> _linears;
    private readonly Tensor[] _leaves;

    /// <summary>A network with all parameters zero; <see cref="Load"/> gives it others.</summary>
    /// <exception cref="ArgumentException">The options make no layout (see <see cref="ParameterLayout.Of"/>), or the activation is unknown.</exception>
    public TorchPolicyNetwork(NetworkOptions options)
    {
        Layout = ParameterLayout.Of(options);
        _options = options;
        _activation = options.Activation switch
        {
            Activation.Tanh => tanh,
            Activation.Relu => input => input.relu(),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Activation, "Unknown activation."),
        };

        // Looked up by reference in every layer of every pass: by value, a record's hash would go over its names each time.
        _linears = Layout.Linears.ToDictionary(
            linear => linear,
            linear => new Linear(ZeroLeaf([linear.Outputs, linear.Inputs]), ZeroLeaf([linear.Outputs])),
            (IEqualityComparer<LinearLayout>)ReferenceEqualityComparer.Instance);
        _leaves = [.. Layout.Linears.SelectMany(linear => new[] { _linears[linear].Weight, _linears[linear].Bias })];
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<float> parameters)
    {
        RequireLength(parameters.Length, Layout.Count, "parameters");
        KeepToCallingThread();
        for (var i = 0; i < _leaves.Length; i++)
            Layout.Parameters[i].In(parameters).CopyTo(Elements(_leaves[i]));
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        RequireRows(observations, values.Length);
        RequireLength(logits.Length, values.Length * _options.ActionCount, "logits");
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var (logitsTensor, valuesTensor) = Forward(InputOf(observations, values.Length));
        Elements(logitsTensor).CopyTo(logits);
        Elements(valuesTensor).CopyTo(values);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The calling thread is in torch's no-grad or inference mode.</exception>
    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
    {
        RequireRows(batch.Observations, batch.Count);
        RequireLength(gradient.Length, Layout.Count, "gradient elements");
        using var scope = NewDisposeScope();

        var (logits, values) = Forward(InputOf(batch.Observations, batch.Count));
        if (!logits.requires_grad)
            throw new InvalidOperationException("The calling thread is in torch's no-grad or inference mode, where autograd would abort the process. Leave that mode before asking for a gradient.");

        var logitGradient = empty(batch.Count, _options.ActionCount, float32);
        var valueGradient = empty(batch.Count, 1, float32);
        var terms = ActorCriticLoss.Differentiate(
            batch, coefficients, Elements(logits), Elements(values), Elements(logitGradient), Elements(valueGradient));

        var gradients = autograd.grad([logits, values], _leaves, [logitGradient, valueGradient]);
        for (var i = 0; i < gradients.Count; i++)
            Elements(gradients[i]).CopyTo(Layout.Parameters[i].In(gradient));
        return terms;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var leaf in _leaves)
            leaf.Dispose();
    }

    /// <summary>Keeps libtorch's operations on the calling thread to it, once for each thread.</summary>
    /// <remarks>
    /// Networks here are small and workers many: parallelism comes from these. libtorch tells MKL the number of threads for the calling thread only. On another one MKL splits some small
    /// products (8 or 16 rows by 64 × 64) over all cores, whose threads wait for each other by spinning: on busy cores an update then takes ten times as long.
    /// </remarks>
    private static void KeepToCallingThread()
    {
        if (s_isThreadKept)
            return;
        set_num_threads(1);
        s_isThreadKept = true;
    }

    private (Tensor Logits, Tensor Values) Forward(Tensor input)
    {
        var shared = Through(Layout.SharedTrunk, input);
        return (Apply(Layout.ActorHead, Through(Layout.ActorTrunk, shared)), Apply(Layout.CriticHead, Through(Layout.CriticTrunk, shared)));
    }

    private Tensor Through(IReadOnlyList<LinearLayout> trunk, Tensor features)
    {
        foreach (var layer in trunk)
            features = _activation(Apply(layer, features));
        return features;
    }

    private Tensor Apply(LinearLayout layer, Tensor features)
    {
        var linear = _linears[layer];
        return nn.functional.linear(features, linear.Weight, linear.Bias);
    }

    private Tensor InputOf(ReadOnlySpan<float> observations, int rows)
    {
        var input = empty(rows, _options.ObservationSize, float32);
        observations.CopyTo(Elements(input));
        return input;
    }

    /// <summary>A parameter of this network, which outlives any dispose scope of the caller. Its type is named because torch's default type can be changed.</summary>
    private static Tensor ZeroLeaf(ReadOnlySpan<long> shape) => zeros(shape, float32, requires_grad: true).DetachFromDisposeScope();

    /// <summary>The memory behind a contiguous CPU tensor.</summary>
    private static Span<float> Elements(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private void RequireRows(ReadOnlySpan<float> observations, int rows)
    {
        if (rows == 0 || observations.Length != rows * _options.ObservationSize)
        {
            throw new ArgumentException(
                $"{rows} rows of observations with {_options.ObservationSize} elements each are expected; got {observations.Length} elements.");
        }
    }

    private static void RequireLength(int actual, int expected, string what)
    {
        if (actual != expected)
            throw new ArgumentException($"The network has {expected} {what}; got {actual}.");
    }

    private readonly record struct Linear(Tensor Weight, Tensor Bias);
}

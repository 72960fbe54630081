using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>Two linear heads on the observation and nothing else: logits = Θ·s + b and V = φ·s + c, with the gradient written out by hand.</summary>
/// <remarks>
/// Same layout as a <see cref="TorchPolicyNetwork"/> without hidden layers, without libtorch. Since a logit is linear in the parameters,
/// ∂L/∂Θₖ = Σ ∂L/∂logitₖ·s and ∂L/∂bₖ = Σ ∂L/∂logitₖ over the batch; the same for the value.
/// </remarks>
public sealed class LinearPolicyNetwork : IPolicyNetwork
{
    private readonly float[] _parameters;

    /// <summary>A network with all parameters zero.</summary>
    /// <exception cref="ArgumentException">The options ask for hidden layers, or make no layout (see <see cref="ParameterLayout.Of"/>).</exception>
    public LinearPolicyNetwork(NetworkOptions options)
    {
        Layout = ParameterLayout.Of(options);
        if (options.HiddenSizes.Count > 0)
            throw new ArgumentException($"A linear network has no hidden layers; the options ask for {options.HiddenSizes.Count}.", nameof(options));
        _parameters = new float[Layout.Count];
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<float> parameters)
    {
        RequireLength(parameters.Length, Layout.Count, "parameters");
        parameters.CopyTo(_parameters);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        RequireRows(observations, values.Length);
        RequireLength(logits.Length, values.Length * Layout.ActorHead.Outputs, "logits");
        Apply(Layout.ActorHead, observations, logits);
        Apply(Layout.CriticHead, observations, values);
    }

    /// <inheritdoc/>
    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
    {
        RequireRows(batch.Observations, batch.Count);
        RequireLength(gradient.Length, Layout.Count, "gradient elements");
        var logits = new float[batch.Count * Layout.ActorHead.Outputs];
        var values = new float[batch.Count];
        Forward(batch.Observations, logits, values);

        var logitGradient = new float[logits.Length];
        var valueGradient = new float[values.Length];
        var terms = ActorCriticLoss.Differentiate(batch, coefficients, logits, values, logitGradient, valueGradient);
        gradient.Clear();
        AddOuterProducts(Layout.ActorHead, logitGradient, batch.Observations, gradient);
        AddOuterProducts(Layout.CriticHead, valueGradient, batch.Observations, gradient);
        return terms;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Apply(LinearLayout head, ReadOnlySpan<float> observations, Span<float> outputs)
    {
        ReadOnlySpan<float> weight = head.Weight.In(_parameters), bias = head.Bias.In(_parameters);
        for (var i = 0; i < outputs.Length; i++)
        {
            var (row, output) = Math.DivRem(i, head.Outputs);
            outputs[i] = TensorPrimitives.Dot(Row(weight, output, head.Inputs), Row(observations, row, head.Inputs)) + bias[output];
        }
    }

    private static void AddOuterProducts(LinearLayout head, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> observations, Span<float> gradient)
    {
        Span<float> weight = head.Weight.In(gradient), bias = head.Bias.In(gradient);
        for (var i = 0; i < outputGradient.Length; i++)
        {
            var (row, output) = Math.DivRem(i, head.Outputs);
            var weightRow = weight.Slice(output * head.Inputs, head.Inputs);
            TensorPrimitives.MultiplyAdd(Row(observations, row, head.Inputs), outputGradient[i], weightRow, weightRow);
            bias[output] += outputGradient[i];
        }
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> matrix, int row, int columns) => matrix.Slice(row * columns, columns);

    private void RequireRows(ReadOnlySpan<float> observations, int rows)
    {
        if (rows == 0 || observations.Length != rows * Layout.ActorHead.Inputs)
        {
            throw new ArgumentException(
                $"{rows} rows of observations with {Layout.ActorHead.Inputs} elements each are expected; got {observations.Length} elements.");
        }
    }

    private static void RequireLength(int actual, int expected, string what)
    {
        if (actual != expected)
            throw new ArgumentException($"The network has {expected} {what}; got {actual}.");
    }
}

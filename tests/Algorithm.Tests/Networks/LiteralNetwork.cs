using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Tests.Losses;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>
/// The policy network once more, in double precision and one row at a time, with back-propagation written out. It shares no line with the project's networks, not
/// even the layout: the flat vector is read layer by layer in the order of state_dict (trunks, actor, critic; weight before bias).
/// </summary>
internal sealed class LiteralNetwork
{
    private readonly NetworkOptions _options;
    private readonly double[] _parameters;
    private readonly List<Layer> _sharedTrunk = [], _actorTrunk = [], _criticTrunk = [];
    private readonly Layer _actorHead, _criticHead;

    /// <summary>Output o of a layer is Σᵢ W[o, i]·xᵢ + b[o], W[o, i] being parameter Weight + o·Inputs + i and b[o] parameter Bias + o.</summary>
    private readonly record struct Layer(int Inputs, int Outputs, int Weight, int Bias);

    public LiteralNetwork(NetworkOptions options, double[] parameters)
    {
        _options = options;
        _parameters = parameters;

        var next = 0;
        foreach (var trunk in options.SeparateTrunks ? [_actorTrunk, _criticTrunk] : new[] { _sharedTrunk })
        {
            var inputs = options.ObservationSize;
            foreach (var width in options.HiddenSizes)
            {
                trunk.Add(Take(inputs, width));
                inputs = width;
            }
        }

        var features = options.HiddenSizes.LastOrDefault(options.ObservationSize);
        _actorHead = Take(features, options.ActionCount);
        _criticHead = Take(features, 1);
        ParameterCount = next;
        Assert.Equal(ParameterCount, parameters.Length);

        Layer Take(int inputs, int outputs)
        {
            var layer = new Layer(inputs, outputs, next, next + inputs * outputs);
            next = layer.Bias + outputs;
            return layer;
        }
    }

    public int ParameterCount { get; }

    /// <summary>With ReLU, the least distance of a hidden sum from 0 in any pass so far: there is its kink, and a number rounded otherwise may lie beyond it.</summary>
    public double NearestToKink { get; private set; } = double.PositiveInfinity;

    public (double[] Logits, double Value) Forward(double[] observation)
    {
        var shared = Features(_sharedTrunk, observation)[^1];
        return (Apply(_actorHead, Features(_actorTrunk, shared)[^1]), Apply(_criticHead, Features(_criticTrunk, shared)[^1])[0]);
    }

    public (double[][] Logits, double[] Values) Forward(double[][] observations)
    {
        var outputs = observations.Select(Forward).ToArray();
        return ([.. outputs.Select(output => output.Logits)], [.. outputs.Select(output => output.Value)]);
    }

    public LossTerms Loss(double[][] observations, LiteralBatch batch)
    {
        var (logits, values) = Forward(observations);
        return LiteralLoss.Terms(batch, logits, values);
    }

    /// <summary>∂L/∂parameters, flat.</summary>
    public double[] Gradient(double[][] observations, LiteralBatch batch, LossCoefficients coefficients)
    {
        var gradient = new double[ParameterCount];
        for (var i = 0; i < batch.Count; i++)
        {
            var (logits, value) = Forward(observations[i]);
            var shared = Features(_sharedTrunk, observations[i]);
            var byActor = Back([.. _actorTrunk, _actorHead], Features(_actorTrunk, shared[^1]), LiteralLoss.LogitGradient(batch, i, logits, coefficients), gradient);
            var byCritic = Back([.. _criticTrunk, _criticHead], Features(_criticTrunk, shared[^1]), [LiteralLoss.ValueGradient(batch, i, value, coefficients)], gradient);
            if (_sharedTrunk.Count > 0)
            {
                var byShared = shared[^1].Select((feature, k) => (byActor[k] + byCritic[k]) * Slope(feature)).ToArray();
                Back(_sharedTrunk, shared[..^1], byShared, gradient);
            }
        }

        return gradient;
    }

    /// <summary>The input of the trunk and the output of each of its layers.</summary>
    private double[][] Features(List<Layer> trunk, double[] input)
    {
        var features = new List<double[]> { input };
        foreach (var layer in trunk)
        {
            var sums = Apply(layer, features[^1]);
            if (_options.Activation == Activation.Relu)
                NearestToKink = Math.Min(NearestToKink, sums.Min(Math.Abs));
            features.Add([.. sums.Select(sum => _options.Activation == Activation.Relu ? Math.Max(0, sum) : Math.Tanh(sum))]);
        }

        return [.. features];
    }

    private double[] Apply(Layer layer, double[] input)
    {
        var output = new double[layer.Outputs];
        for (var o = 0; o < layer.Outputs; o++)
        {
            output[o] = _parameters[layer.Bias + o];
            for (var i = 0; i < layer.Inputs; i++)
                output[o] += _parameters[layer.Weight + o * layer.Inputs + i] * input[i];
        }

        return output;
    }

    /// <summary>Adds the gradient of the layers' parameters to <paramref name="gradient"/>; returns that of the first layer's input.</summary>
    /// <param name="layers">From the input on.</param>
    /// <param name="inputs">The input of each layer; all but the first are outputs of an activation.</param>
    /// <param name="bySums">∂L/∂(the last layer's sums).</param>
    /// <param name="gradient">Of all parameters, flat.</param>
    private double[] Back(List<Layer> layers, double[][] inputs, double[] bySums, double[] gradient)
    {
        for (var l = layers.Count - 1; ; l--)
        {
            var layer = layers[l];
            var byInput = new double[layer.Inputs];
            for (var o = 0; o < layer.Outputs; o++)
            {
                gradient[layer.Bias + o] += bySums[o];
                for (var i = 0; i < layer.Inputs; i++)
                {
                    gradient[layer.Weight + o * layer.Inputs + i] += bySums[o] * inputs[l][i];
                    byInput[i] += bySums[o] * _parameters[layer.Weight + o * layer.Inputs + i];
                }
            }

            if (l == 0)
                return byInput;
            bySums = [.. byInput.Select((derivative, i) => derivative * Slope(inputs[l][i]))];
        }
    }

    /// <summary>The activation's derivative, from its output.</summary>
    private double Slope(double output) => _options.Activation == Activation.Relu ? (output > 0 ? 1 : 0) : 1 - output * output;
}

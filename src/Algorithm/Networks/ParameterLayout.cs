using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>
/// Where each parameter of a network lies in the one flat float32 vector that is the learner's parameters, a worker's copy and a checkpoint alike.
/// </summary>
/// <remarks>
/// Names follow PyTorch's state_dict of the reference network (<c>shared.0.weight</c>, <c>shared.2.weight</c>, <c>actor.weight</c>,
/// <c>critic.weight</c>, …): even numbers, because the activations between the layers count as modules there. Weights are [outputs, inputs], row-major.
/// </remarks>
public sealed class ParameterLayout
{
    private ParameterLayout(IReadOnlyList<LinearLayout> sharedTrunk, IReadOnlyList<LinearLayout> actorTrunk, IReadOnlyList<LinearLayout> criticTrunk,
        LinearLayout actorHead, LinearLayout criticHead)
    {
        SharedTrunk = sharedTrunk;
        ActorTrunk = actorTrunk;
        CriticTrunk = criticTrunk;
        ActorHead = actorHead;
        CriticHead = criticHead;
        Linears = [.. sharedTrunk, .. actorTrunk, .. criticTrunk, actorHead, criticHead];
        Parameters = [.. Linears.SelectMany(linear => new[] { linear.Weight, linear.Bias })];
        Count = Parameters.Sum(parameter => parameter.Count);
        Fingerprint = ComputeFingerprint(Parameters);
    }

    /// <summary>Hidden layers that actor and critic share; empty with separate trunks.</summary>
    public IReadOnlyList<LinearLayout> SharedTrunk { get; }

    /// <summary>Hidden layers of the actor alone; empty with a shared trunk.</summary>
    public IReadOnlyList<LinearLayout> ActorTrunk { get; }

    /// <summary>Hidden layers of the critic alone; empty with a shared trunk.</summary>
    public IReadOnlyList<LinearLayout> CriticTrunk { get; }

    /// <summary>The layer that gives the logits.</summary>
    public LinearLayout ActorHead { get; }

    /// <summary>The layer that gives the value.</summary>
    public LinearLayout CriticHead { get; }

    /// <summary>All layers in the order of the flat vector.</summary>
    public IReadOnlyList<LinearLayout> Linears { get; }

    /// <summary>All parameters in the order of the flat vector, without gaps.</summary>
    public IReadOnlyList<ParameterEntry> Parameters { get; }

    /// <summary>Number of floats in the flat vector.</summary>
    public int Count { get; }

    /// <summary>
    /// The first 64 bits of SHA-256 over every name and shape. Two nodes with the same fingerprint mean the same by "parameter i".
    /// </summary>
    public ulong Fingerprint { get; }

    /// <summary>The layout of the given network.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or the network has more parameters than an array can hold (about 2³¹).</exception>
    public static ParameterLayout Of(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ObservationSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ActionCount, 1);
        foreach (var width in options.HiddenSizes)
            ArgumentOutOfRangeException.ThrowIfLessThan(width, 1, nameof(options.HiddenSizes));

        var offset = 0;
        IReadOnlyList<LinearLayout> shared = [], actor = [], critic = [];
        if (options.SeparateTrunks)
        {
            actor = Trunk("actor_trunk", options, ref offset);
            critic = Trunk("critic_trunk", options, ref offset);
        }
        else
        {
            shared = Trunk("shared", options, ref offset);
        }

        var features = options.HiddenSizes.Count == 0 ? options.ObservationSize : options.HiddenSizes[^1];
        return new ParameterLayout(
            shared,
            actor,
            critic,
            Linear("actor", features, options.ActionCount, ref offset),
            Linear("critic", features, 1, ref offset));
    }

    private static List<LinearLayout> Trunk(string name, NetworkOptions options, ref int offset)
    {
        var layers = new List<LinearLayout>();
        var inputs = options.ObservationSize;
        foreach (var width in options.HiddenSizes)
        {
            layers.Add(Linear($"{name}.{2 * layers.Count}", inputs, width, ref offset));
            inputs = width;
        }

        return layers;
    }

    private static LinearLayout Linear(string name, int inputs, int outputs, ref int offset)
    {
        var end = offset + (long)outputs * inputs + outputs;
        if (end > Array.MaxLength)
            throw new ArgumentException($"The network is too large: with {name} ({outputs} × {inputs}) it has {end} parameters, and there may be {Array.MaxLength}. Make the hidden layers narrower.");

        var weight = new ParameterEntry($"{name}.weight", [outputs, inputs], offset);
        var bias = new ParameterEntry($"{name}.bias", [outputs], offset + weight.Count);
        offset = (int)end;
        return new LinearLayout(inputs, outputs, weight, bias);
    }

    private static ulong ComputeFingerprint(IEnumerable<ParameterEntry> parameters)
    {
        var description = new StringBuilder("float32");
        foreach (var parameter in parameters)
            description.Append('\n').Append(parameter.Name).Append(' ').AppendJoin('x', parameter.Shape);
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(description.ToString())));
    }
}

/// <summary>One fully connected layer, y = W·x + b.</summary>
/// <param name="Inputs">Columns of the weight.</param>
/// <param name="Outputs">Rows of the weight, and elements of the bias.</param>
/// <param name="Weight">[outputs, inputs], row-major.</param>
/// <param name="Bias">[outputs].</param>
public sealed record LinearLayout(int Inputs, int Outputs, ParameterEntry Weight, ParameterEntry Bias);

/// <summary>One named parameter in the flat vector.</summary>
/// <param name="Name">Its state_dict name.</param>
/// <param name="Shape">Its dimensions, row-major.</param>
/// <param name="Offset">Index of its first element in the flat vector.</param>
public sealed record ParameterEntry(string Name, IReadOnlyList<int> Shape, int Offset)
{
    /// <summary>Number of its elements.</summary>
    public int Count { get; } = Shape.Aggregate(1, (product, dimension) => checked(product * dimension));

    /// <summary>Its elements within the flat vector.</summary>
    public Span<float> In(Span<float> parameters) => parameters.Slice(Offset, Count);

    /// <summary>Its elements within the flat vector.</summary>
    public ReadOnlySpan<float> In(ReadOnlySpan<float> parameters) => parameters.Slice(Offset, Count);
}

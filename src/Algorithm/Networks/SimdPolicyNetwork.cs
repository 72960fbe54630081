using ActorCritic.Distributed.Algorithm.Kernels;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks.Simd;

namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>The policy network in vector instructions: for the small networks where a library's cost per call is the whole cost.</summary>
/// <remarks>
/// With a shared trunk actor and critic are the outputs of one perceptron, side by side; with separate trunks there are two perceptrons. Nothing is allocated once
/// a batch of the largest size has been seen. Results agree with <see cref="TorchPolicyNetwork"/> but for the rounding of float32, and may differ
/// in the last bits between machines with vectors of different widths; on one machine the same calls give the same bytes.
/// </remarks>
public sealed class SimdPolicyNetwork : IPolicyNetwork
{
    private readonly NetworkOptions _options;
    private readonly NetworkKernels _kernels;
    private readonly Perceptron _actor;
    private readonly Perceptron _critic;
    private readonly int _valueColumn;
    private readonly RowsInFlight _passing;
    private readonly RowsInFlight _kept;
    private int _keptRows;
    private float[] _logits = [];
    private float[] _values = [];
    private float[] _logitGradient = [];
    private float[] _valueGradient = [];

    /// <summary>A network with all parameters zero; <see cref="Load"/> gives it others.</summary>
    /// <exception cref="ArgumentException">The options make no layout (see <see cref="ParameterLayout.Of"/>), or the activation is unknown.</exception>
    public SimdPolicyNetwork(NetworkOptions options)
        : this(options, NetworkKernels.Widest)
    {
    }

    internal SimdPolicyNetwork(NetworkOptions options, NetworkKernels kernels)
    {
        Layout = ParameterLayout.Of(options);
        if (!Covers(options))
            throw new ArgumentOutOfRangeException(nameof(options), options.Activation, "Unknown activation.");

        (_options, _kernels) = (options, kernels);
        if (options.SeparateTrunks)
        {
            _actor = new Perceptron(kernels, Layout.ActorTrunk, [Layout.ActorHead], options.Activation);
            _critic = new Perceptron(kernels, Layout.CriticTrunk, [Layout.CriticHead], options.Activation);
        }
        else
        {
            _actor = _critic = new Perceptron(kernels, Layout.SharedTrunk, [Layout.ActorHead, Layout.CriticHead], options.Activation);
            _valueColumn = options.ActionCount;
        }

        _passing = CreateRows(Perceptron.ChunkRows);
        _kept = CreateRows(0);
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <summary>Width of the vectors that this machine computes with: 128, 256 or 512.</summary>
    public static int VectorBits => 8 * sizeof(float) * NetworkKernels.Widest.LaneCount;

    /// <summary>Whether this backend can compute such a network.</summary>
    public static bool Covers(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Activation is Activation.Tanh or Activation.Relu;
    }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<float> parameters)
    {
        if (parameters.Length != Layout.Count)
            throw new ArgumentException($"The network has {Layout.Count} parameters; got {parameters.Length}.");

        _keptRows = 0;
        _actor.Load(parameters);
        if (_critic != _actor)
            _critic.Load(parameters);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        RequireForwardLengths(observations, logits, values);
        for (var first = 0; first < values.Length; first += Perceptron.ChunkRows)
        {
            var rows = Math.Min(Perceptron.ChunkRows, values.Length - first);
            ForwardChunk(_passing, 0, rows, RowsOf(observations, _options.ObservationSize, first, rows), RowsOf(logits, _options.ActionCount, first, rows), values.Slice(first, rows));
        }
    }

    /// <inheritdoc/>
    public void ForwardAndKeep(int firstRow, ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        RequireForwardLengths(observations, logits, values);
        if ((uint)firstRow > (uint)_keptRows)
            throw new ArgumentOutOfRangeException(nameof(firstRow), firstRow, $"Rows are kept one after the other, and there are {_keptRows}. Begin with row 0 after every change of the parameters.");

        var count = values.Length;
        EnsureKeptCapacity(firstRow + count);
        for (var first = 0; first < count; first += Perceptron.ChunkRows)
        {
            var rows = Math.Min(Perceptron.ChunkRows, count - first);
            ForwardChunk(_kept, firstRow + first, rows, RowsOf(observations, _options.ObservationSize, first, rows), RowsOf(logits, _options.ActionCount, first, rows), values.Slice(first, rows));
        }

        logits.CopyTo(_logits.AsSpan(firstRow * _options.ActionCount));
        values.CopyTo(_values.AsSpan(firstRow));
        _keptRows = firstRow + count;
    }

    /// <inheritdoc/>
    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
    {
        var count = batch.Count;
        RequireObservations(batch.Observations, count);
        EnsureKeptCapacity(count);

        // The outputs go where the gradient's derivative is written afterwards, so that no room of their own is needed.
        ForwardAndKeep(0, batch.Observations, _logitGradient.AsSpan(0, count * _options.ActionCount), _valueGradient.AsSpan(0, count));
        return GradientOfKept(batch, coefficients, gradient);
    }

    /// <inheritdoc/>
    public LossTerms GradientOfKept(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
    {
        var count = batch.Count;
        RequireObservations(batch.Observations, count);
        if (gradient.Length != Layout.Count)
            throw new ArgumentException($"The network has {Layout.Count} gradient elements; got {gradient.Length}.");
        if (count != _keptRows)
            throw new InvalidOperationException($"A gradient of {count} rows was asked for, and {_keptRows} were kept since the parameters were loaded.");

        var logitGradient = _logitGradient.AsSpan(0, count * _options.ActionCount);
        var valueGradient = _valueGradient.AsSpan(0, count);
        var terms = ActorCriticLoss.Differentiate(
            _kernels, batch, coefficients, _logits.AsSpan(0, logitGradient.Length), _values.AsSpan(0, count), logitGradient, valueGradient);

        _actor.ClearGradient();
        if (_critic != _actor)
            _critic.ClearGradient();
        for (var first = 0; first < count; first += Perceptron.ChunkRows)
        {
            var rows = Math.Min(Perceptron.ChunkRows, count - first);
            AddGradientOfChunk(first, rows, RowsOf(logitGradient, _options.ActionCount, first, rows), valueGradient.Slice(first, rows));
        }

        _actor.WriteGradient(gradient);
        if (_critic != _actor)
            _critic.WriteGradient(gradient);
        return terms;
    }

    /// <summary>Nothing to do: all memory is the runtime's.</summary>
    public void Dispose()
    {
    }

    private void ForwardChunk(RowsInFlight into, int first, int rows, ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        var actorOutputs = _actor.Forward(observations, into.Actor, first, rows);
        var criticOutputs = _critic == _actor ? actorOutputs : _critic.Forward(observations, into.Critic, first, rows);
        var actionCount = _options.ActionCount;
        MatrixCopy.Rows(actorOutputs, _actor.OutputStride, logits, actionCount, rows, actionCount);
        MatrixCopy.Rows(criticOutputs[_valueColumn..], _critic.OutputStride, values, 1, rows, 1);
    }

    private void AddGradientOfChunk(int first, int rows, ReadOnlySpan<float> logitGradient, ReadOnlySpan<float> valueGradient)
    {
        var actionCount = _options.ActionCount;
        MatrixCopy.Rows(logitGradient, actionCount, _actor.OutputGradient, _actor.OutputStride, rows, actionCount);
        MatrixCopy.Rows(valueGradient, 1, _critic.OutputGradient[_valueColumn..], _critic.OutputStride, rows, 1);

        _actor.AddGradient(_kept.Actor, first, rows);
        if (_critic != _actor)
            _critic.AddGradient(_kept.Critic, first, rows);
    }

    private RowsInFlight CreateRows(int capacity)
    {
        var actor = _actor.CreateOutputs(capacity);
        return new RowsInFlight(actor, _critic == _actor ? actor : _critic.CreateOutputs(capacity));
    }

    private void EnsureKeptCapacity(int rows)
    {
        if (rows <= _values.Length)
            return;

        _kept.Actor.EnsureCapacity(rows);
        _kept.Critic.EnsureCapacity(rows);
        var capacity = _kept.Actor.Capacity;
        Array.Resize(ref _logits, checked(capacity * _options.ActionCount));
        Array.Resize(ref _values, capacity);
        _logitGradient = new float[_logits.Length];
        _valueGradient = new float[capacity];
    }

    private static Span<float> RowsOf(Span<float> matrix, int width, int first, int rows) => matrix.Slice(first * width, rows * width);

    private static ReadOnlySpan<float> RowsOf(ReadOnlySpan<float> matrix, int width, int first, int rows) => matrix.Slice(first * width, rows * width);

    private void RequireForwardLengths(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        RequireObservations(observations, values.Length);
        if (logits.Length != (long)values.Length * _options.ActionCount)
            throw new ArgumentException($"{values.Length} rows have {(long)values.Length * _options.ActionCount} logits; got {logits.Length}.");
    }

    private void RequireObservations(ReadOnlySpan<float> observations, int rows)
    {
        if (rows == 0 || observations.Length != (long)rows * _options.ObservationSize)
        {
            throw new ArgumentException(
                $"{rows} rows of observations with {_options.ObservationSize} elements each are expected; got {observations.Length} elements.");
        }
    }

    /// <summary>What went through the actor's and the critic's perceptron; one and the same where they share their trunk.</summary>
    private readonly record struct RowsInFlight(LayerOutputs Actor, LayerOutputs Critic);
}

using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Networks.Simd;

/// <summary>What went through a perceptron, row by row: the observations and the outputs of every layer. A gradient is made out of these.</summary>
internal sealed class LayerOutputs
{
    private readonly int[] _strides;
    private AlignedFloats[] _levels;

    /// <param name="strides">Floats of a padded row at every level: the input, then the output of each layer.</param>
    /// <param name="capacity">Rows that there is room for.</param>
    public LayerOutputs(int[] strides, int capacity)
    {
        _strides = strides;
        _levels = CreateLevels(capacity);
        Capacity = capacity;
    }

    /// <summary>Rows that there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Some rows of one level, [count × stride].</summary>
    /// <param name="level">0 for the input, l + 1 for the output of layer l.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public Span<float> Rows(int level, int first, int count) => _levels[level].Span.Slice(first * _strides[level], count * _strides[level]);

    /// <summary>Makes room for more rows; those that are there stay.</summary>
    public void EnsureCapacity(int rows)
    {
        if (rows <= Capacity)
            return;

        var capacity = Math.Max(rows, checked(2 * Capacity));
        var levels = CreateLevels(capacity);
        for (var level = 0; level < levels.Length; level++)
            _levels[level].Span.CopyTo(levels[level].Span);
        (_levels, Capacity) = (levels, capacity);
    }

    private AlignedFloats[] CreateLevels(int capacity) => Array.ConvertAll(_strides, stride => new AlignedFloats(checked(capacity * stride)));
}

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>A matrix in memory: element (row, column) is at row · RowStride + column · ColumnStride.</summary>
/// <remarks>Strides 1 and n read a row-major matrix as its transpose; a row stride of 0 repeats one row for ever.</remarks>
/// <param name="elements">Holds the matrix.</param>
/// <param name="rowStride">Floats from a row to the next, ≥ 0.</param>
/// <param name="columnStride">Floats from a column to the next, ≥ 0.</param>
internal readonly ref struct MatrixView(ReadOnlySpan<float> elements, int rowStride, int columnStride = 1)
{
    /// <summary>Holds the matrix.</summary>
    public ReadOnlySpan<float> Elements { get; } = elements;

    /// <summary>Floats from a row to the next.</summary>
    public int RowStride { get; } = rowStride;

    /// <summary>Floats from a column to the next.</summary>
    public int ColumnStride { get; } = columnStride;

    /// <summary>The same numbers with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Elements, ColumnStride, RowStride);

    /// <summary>Whether a matrix of this size lies within the elements.</summary>
    public bool Holds(int rows, int columns) =>
        (long)(rows - 1) * RowStride + (long)(columns - 1) * ColumnStride < Elements.Length;
}

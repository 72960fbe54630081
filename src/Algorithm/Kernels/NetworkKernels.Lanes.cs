using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>The kernels in vectors of one width.</summary>
/// <remarks>
/// The loops are compiled at once and fully: the runtime's first, unoptimised code would run them through a call for each instruction, which
/// a training of half a second would hardly outlive.
/// </remarks>
/// <typeparam name="TLanes">The width.</typeparam>
/// <typeparam name="TVector">A vector of that width.</typeparam>
internal sealed partial class NetworkKernels<TLanes, TVector> : NetworkKernels
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int TileRows = 4;

    /// <inheritdoc/>
    public override int LaneCount => TLanes.Count;

    /// <inheritdoc/>
    /// <remarks>
    /// Tiles of 4 rows × 2 vectors: their eight sums stay in registers for the whole depth, and eight independent sums are what it takes to keep two
    /// multiply-add units with a latency of four cycles busy. Two columns of vectors of the right matrix are used by all rows before the next two, so that they
    /// stay in the first cache. Where rows or vectors run out, a tile takes the last one again, which computes and writes the same numbers twice
    /// instead of needing a loop of its own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(MatrixView start, MatrixView left, MatrixView right, Span<float> product, int rows, int depth, int columns)
    {
        RequireWholeVectors(columns);
        if (rows < 1 || depth < 1 || !start.Holds(rows, columns) || !left.Holds(rows, depth) || !right.Holds(depth, columns)
            || product.Length < (long)rows * columns || start.ColumnStride != 1 || right.ColumnStride != 1)
        {
            throw new ArgumentException(
                $"A product of {rows} × {depth} and {depth} × {columns} does not lie within {left.Elements.Length}, {right.Elements.Length}, " +
                $"{start.Elements.Length} (start) and {product.Length} (product) elements.");
        }

        ref var leftStart = ref MemoryMarshal.GetReference(left.Elements);
        ref var rightStart = ref MemoryMarshal.GetReference(right.Elements);
        ref var initial = ref MemoryMarshal.GetReference(start.Elements);
        ref var target = ref MemoryMarshal.GetReference(product);

        for (var column = 0; column < columns; column += 2 * TLanes.Count)
        {
            var secondColumn = Math.Min(column + TLanes.Count, columns - TLanes.Count);
            for (var row = 0; row < rows; row += TileRows)
            {
                var row1 = Math.Min(row + 1, rows - 1);
                var row2 = Math.Min(row + 2, rows - 1);
                var row3 = Math.Min(row + 3, rows - 1);

                var sum00 = Load(ref initial, row, start.RowStride, column);
                var sum01 = Load(ref initial, row, start.RowStride, secondColumn);
                var sum10 = Load(ref initial, row1, start.RowStride, column);
                var sum11 = Load(ref initial, row1, start.RowStride, secondColumn);
                var sum20 = Load(ref initial, row2, start.RowStride, column);
                var sum21 = Load(ref initial, row2, start.RowStride, secondColumn);
                var sum30 = Load(ref initial, row3, start.RowStride, column);
                var sum31 = Load(ref initial, row3, start.RowStride, secondColumn);

                ref var left0 = ref Unsafe.Add(ref leftStart, (nint)row * left.RowStride);
                ref var left1 = ref Unsafe.Add(ref leftStart, (nint)row1 * left.RowStride);
                ref var left2 = ref Unsafe.Add(ref leftStart, (nint)row2 * left.RowStride);
                ref var left3 = ref Unsafe.Add(ref leftStart, (nint)row3 * left.RowStride);
                ref var right0 = ref Unsafe.Add(ref rightStart, column);
                ref var right1 = ref Unsafe.Add(ref rightStart, secondColumn);

                nint leftOffset = 0;
                nuint rightOffset = 0;
                for (var k = 0; k < depth; k++)
                {
                    var column0 = TLanes.Load(ref right0, rightOffset);
                    var column1 = TLanes.Load(ref right1, rightOffset);

                    var factor0 = TLanes.Broadcast(Unsafe.Add(ref left0, leftOffset));
                    sum00 = TLanes.MultiplyAdd(factor0, column0, sum00);
                    sum01 = TLanes.MultiplyAdd(factor0, column1, sum01);

                    var factor1 = TLanes.Broadcast(Unsafe.Add(ref left1, leftOffset));
                    sum10 = TLanes.MultiplyAdd(factor1, column0, sum10);
                    sum11 = TLanes.MultiplyAdd(factor1, column1, sum11);

                    var factor2 = TLanes.Broadcast(Unsafe.Add(ref left2, leftOffset));
                    sum20 = TLanes.MultiplyAdd(factor2, column0, sum20);
                    sum21 = TLanes.MultiplyAdd(factor2, column1, sum21);

                    var factor3 = TLanes.Broadcast(Unsafe.Add(ref left3, leftOffset));
                    sum30 = TLanes.MultiplyAdd(factor3, column0, sum30);
                    sum31 = TLanes.MultiplyAdd(factor3, column1, sum31);

                    leftOffset += left.ColumnStride;
                    rightOffset += (nuint)right.RowStride;
                }

                Store(sum00, ref target, row, columns, column);
                Store(sum01, ref target, row, columns, secondColumn);
                Store(sum10, ref target, row1, columns, column);
                Store(sum11, ref target, row1, columns, secondColumn);
                Store(sum20, ref target, row2, columns, column);
                Store(sum21, ref target, row2, columns, secondColumn);
                Store(sum30, ref target, row3, columns, column);
                Store(sum31, ref target, row3, columns, secondColumn);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>One vector of columns at a time, down all rows: its sum stays in a register, and a batch is small enough to lie in the cache.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddColumnSums(ReadOnlySpan<float> matrix, Span<float> sums)
    {
        RequireWholeVectors(sums.Length);
        if (sums.Length == 0 || matrix.Length % sums.Length != 0)
            throw new ArgumentException($"{matrix.Length} elements are no whole rows of {sums.Length}.", nameof(matrix));

        ref var elements = ref MemoryMarshal.GetReference(matrix);
        ref var target = ref MemoryMarshal.GetReference(sums);
        for (nuint column = 0; column < (nuint)sums.Length; column += (nuint)TLanes.Count)
        {
            var sum = TLanes.Load(ref target, column);
            for (var element = column; element < (nuint)matrix.Length; element += (nuint)sums.Length)
                sum = TLanes.Add(sum, TLanes.Load(ref elements, element));
            TLanes.Store(sum, ref target, column);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Tanh(Span<float> values)
    {
        RequireWholeVectors(values.Length);
        var (limit, negativeLimit) = (TLanes.Broadcast(9.02f), TLanes.Broadcast(-9.02f));
        var (one, minusOne) = (TLanes.Broadcast(1), TLanes.Broadcast(-1));
        ref var elements = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)TLanes.Count)
        {
            var x = TLanes.AtMost(limit, TLanes.AtLeast(negativeLimit, TLanes.Load(ref elements, i)));
            var square = TLanes.Multiply(x, x);

            var numerator = TLanes.Broadcast(1.3317625e-8f);
            numerator = TLanes.MultiplyAdd(numerator, square, TLanes.Broadcast(2.0582446e-5f));
            numerator = TLanes.MultiplyAdd(numerator, square, TLanes.Broadcast(3.4939730e-3f));
            numerator = TLanes.MultiplyAdd(numerator, square, TLanes.Broadcast(0.13379667f));
            numerator = TLanes.MultiplyAdd(numerator, square, one);

            var denominator = TLanes.Broadcast(7.7614285e-7f);
            denominator = TLanes.MultiplyAdd(denominator, square, TLanes.Broadcast(3.2829909e-4f));
            denominator = TLanes.MultiplyAdd(denominator, square, TLanes.Broadcast(2.5870841e-2f));
            denominator = TLanes.MultiplyAdd(denominator, square, TLanes.Broadcast(0.46712982f));
            denominator = TLanes.MultiplyAdd(denominator, square, one);

            var tanh = TLanes.Divide(TLanes.Multiply(x, numerator), denominator);
            TLanes.Store(TLanes.AtMost(one, TLanes.AtLeast(minusOne, tanh)), ref elements, i);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void TanhBackward(ReadOnlySpan<float> activations, Span<float> gradient)
    {
        RequireSameWholeVectors(activations.Length, gradient.Length);
        var one = TLanes.Broadcast(1);
        ref var outputs = ref MemoryMarshal.GetReference(activations);
        ref var elements = ref MemoryMarshal.GetReference(gradient);
        for (nuint i = 0; i < (nuint)gradient.Length; i += (nuint)TLanes.Count)
        {
            var a = TLanes.Load(ref outputs, i);
            var slope = TLanes.Subtract(one, TLanes.Multiply(a, a));
            TLanes.Store(TLanes.Multiply(TLanes.Load(ref elements, i), slope), ref elements, i);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Relu(Span<float> values)
    {
        RequireWholeVectors(values.Length);
        var zero = TLanes.Broadcast(0);
        ref var elements = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)TLanes.Count)
            TLanes.Store(TLanes.AtLeast(zero, TLanes.Load(ref elements, i)), ref elements, i);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ReluBackward(ReadOnlySpan<float> activations, Span<float> gradient)
    {
        RequireSameWholeVectors(activations.Length, gradient.Length);
        ref var outputs = ref MemoryMarshal.GetReference(activations);
        ref var elements = ref MemoryMarshal.GetReference(gradient);
        for (nuint i = 0; i < (nuint)gradient.Length; i += (nuint)TLanes.Count)
            TLanes.Store(TLanes.WherePositive(TLanes.Load(ref outputs, i), TLanes.Load(ref elements, i)), ref elements, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(ref float start, int row, int rowStride, int column) =>
        TLanes.Load(ref Unsafe.Add(ref start, (nint)row * rowStride), (nuint)column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector lanes, ref float start, int row, int rowStride, int column) =>
        TLanes.Store(lanes, ref Unsafe.Add(ref start, (nint)row * rowStride), (nuint)column);

    private static void RequireSameWholeVectors(int activations, int gradient)
    {
        RequireWholeVectors(gradient);
        if (activations != gradient)
            throw new ArgumentException($"There are {activations} activations and {gradient} elements of their gradient; pass one for each.");
    }

    private static void RequireWholeVectors(int length)
    {
        if (length % TLanes.Count != 0)
            throw new ArgumentException($"{length} floats are no whole vectors of {TLanes.Count}; pad the rows.");
    }
}

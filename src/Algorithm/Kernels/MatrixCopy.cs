using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>Copies row-major matrices between memory with rows of different strides.</summary>
internal static class MatrixCopy
{
    /// <summary>Below this many columns a loop over the elements costs less than a call for every row.</summary>
    private const int FewColumns = 8;

    /// <summary>target[r, c] = source[r, c].</summary>
    /// <param name="source">[rows × columns].</param>
    /// <param name="sourceStride">Floats from a row of the source to the next, ≥ columns.</param>
    /// <param name="target">Output, [rows × columns]; what lies between rows stays as it is.</param>
    /// <param name="targetStride">Floats from a row of the target to the next, ≥ columns.</param>
    /// <param name="rows">≥ 1.</param>
    /// <param name="columns">≥ 1.</param>
    public static void Rows(ReadOnlySpan<float> source, int sourceStride, Span<float> target, int targetStride, int rows, int columns)
    {
        if (sourceStride == columns && targetStride == columns)
        {
            source[..(rows * columns)].CopyTo(target);
        }
        else if (columns < FewColumns)
        {
            for (var column = 0; column < columns; column++)
            {
                var (from, to) = (column, column);
                for (var row = 0; row < rows; row++)
                {
                    target[to] = source[from];
                    from += sourceStride;
                    to += targetStride;
                }
            }
        }
        else
        {
            for (var row = 0; row < rows; row++)
                source.Slice(row * sourceStride, columns).CopyTo(target[(row * targetStride)..]);
        }
    }

    /// <summary>target[c, r] = source[r, c], four rows at a time, so that each cache line is written in fewer turns.</summary>
    /// <param name="source">[rows × columns].</param>
    /// <param name="sourceStride">Floats from a row of the source to the next, ≥ columns.</param>
    /// <param name="target">Output, [columns × rows]; what lies between rows stays as it is.</param>
    /// <param name="targetStride">Floats from a row of the target to the next, ≥ rows.</param>
    /// <param name="rows">≥ 1.</param>
    /// <param name="columns">≥ 1.</param>
    /// <exception cref="ArgumentException">A matrix does not lie within its elements.</exception>
    public static void Transposed(ReadOnlySpan<float> source, int sourceStride, Span<float> target, int targetStride, int rows, int columns)
    {
        if (!new MatrixView(source, sourceStride).Holds(rows, columns) || !new MatrixView(target, targetStride).Holds(columns, rows))
            throw new ArgumentException($"A matrix of {rows} × {columns} does not lie within {source.Length} elements, or its transpose not within {target.Length}.");

        ref var first = ref MemoryMarshal.GetReference(source);
        ref var result = ref MemoryMarshal.GetReference(target);
        var row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            ref var row0 = ref Unsafe.Add(ref first, (nint)row * sourceStride);
            ref var row1 = ref Unsafe.Add(ref row0, sourceStride);
            ref var row2 = ref Unsafe.Add(ref row1, sourceStride);
            ref var row3 = ref Unsafe.Add(ref row2, sourceStride);
            for (nint column = 0; column < columns; column++)
            {
                Vector128.Create(Unsafe.Add(ref row0, column), Unsafe.Add(ref row1, column), Unsafe.Add(ref row2, column), Unsafe.Add(ref row3, column))
                    .StoreUnsafe(ref result, (nuint)(column * targetStride + row));
            }
        }

        for (; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                target[column * targetStride + row] = source[row * sourceStride + column];
        }
    }
}

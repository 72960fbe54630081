using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <content>The product with a matrix of few rows, such as the weights of a head.</content>
internal sealed partial class NetworkKernels<TLanes, TVector>
{
    /// <inheritdoc/>
    /// <remarks>
    /// Four rows of the left matrix at a time: each vector of a right row is loaded once for them, and four sums at once hide the latency of the additions. As in
    /// <see cref="Multiply"/>, where rows run out the last one is taken again.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyByRows(
        ReadOnlySpan<float> start, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> product, int productStride, int depth, int columns)
    {
        RequireWholeVectors(depth);
        var rows = depth < 1 ? 0 : left.Length / depth;
        if (rows < 1 || columns < 1 || left.Length % depth != 0 || right.Length < (long)columns * depth || start.Length < columns
            || productStride < columns || product.Length < (long)(rows - 1) * productStride + columns)
        {
            throw new ArgumentException(
                $"A product of {left.Length} elements in rows of {depth} and {columns} rows of as many does not lie within {right.Length}, {start.Length} (start) and " +
                $"{product.Length} (product) elements.");
        }

        ref var rightStart = ref MemoryMarshal.GetReference(right);
        for (var row = 0; row < rows; row += TileRows)
        {
            var row1 = Math.Min(row + 1, rows - 1);
            var row2 = Math.Min(row + 2, rows - 1);
            var row3 = Math.Min(row + 3, rows - 1);
            ref var leftStart = ref MemoryMarshal.GetReference(left);
            ref var left0 = ref Unsafe.Add(ref leftStart, (nint)row * depth);
            ref var left1 = ref Unsafe.Add(ref leftStart, (nint)row1 * depth);
            ref var left2 = ref Unsafe.Add(ref leftStart, (nint)row2 * depth);
            ref var left3 = ref Unsafe.Add(ref leftStart, (nint)row3 * depth);
            for (var column = 0; column < columns; column++)
            {
                ref var factors = ref Unsafe.Add(ref rightStart, (nint)column * depth);
                var sum0 = TLanes.Broadcast(0);
                var sum1 = sum0;
                var sum2 = sum0;
                var sum3 = sum0;
                for (nuint k = 0; k < (nuint)depth; k += (nuint)TLanes.Count)
                {
                    var factor = TLanes.Load(ref factors, k);
                    sum0 = TLanes.MultiplyAdd(factor, TLanes.Load(ref left0, k), sum0);
                    sum1 = TLanes.MultiplyAdd(factor, TLanes.Load(ref left1, k), sum1);
                    sum2 = TLanes.MultiplyAdd(factor, TLanes.Load(ref left2, k), sum2);
                    sum3 = TLanes.MultiplyAdd(factor, TLanes.Load(ref left3, k), sum3);
                }

                product[row * productStride + column] = start[column] + TLanes.Sum(sum0);
                product[row1 * productStride + column] = start[column] + TLanes.Sum(sum1);
                product[row2 * productStride + column] = start[column] + TLanes.Sum(sum2);
                product[row3 * productStride + column] = start[column] + TLanes.Sum(sum3);
            }
        }
    }
}

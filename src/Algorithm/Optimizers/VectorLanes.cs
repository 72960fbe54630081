using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>
/// Reads and writes spans one hardware vector at a time. The last, shorter piece is padded with zeros, so an update rule is written
/// once: there is no second, scalar copy of it for the remainder that could differ.
/// </summary>
internal static class VectorLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(ReadOnlySpan<float> values, int start) =>
        values.Length - start >= Vector<float>.Count
            ? Vector.LoadUnsafe(in MemoryMarshal.GetReference(values), (nuint)start)
            : LoadRemainder(values[start..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<float> lanes, Span<float> values, int start)
    {
        if (values.Length - start >= Vector<float>.Count)
            lanes.StoreUnsafe(ref MemoryMarshal.GetReference(values), (nuint)start);
        else
            StoreRemainder(lanes, values[start..]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<float> LoadRemainder(ReadOnlySpan<float> remainder)
    {
        Span<float> padded = stackalloc float[Vector<float>.Count];
        padded.Clear();
        remainder.CopyTo(padded);
        return new Vector<float>(padded);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreRemainder(Vector<float> lanes, Span<float> remainder)
    {
        for (var i = 0; i < remainder.Length; i++)
            remainder[i] = lanes[i];
    }
}

using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>Floats that start at a cache line, all 0 at first.</summary>
/// <remarks>
/// A vector of 16 floats fills a whole cache line of 64 bytes. The runtime aligns arrays to 8 bytes only, where every such load would touch two lines.
/// The array is pinned: were it moved, its start would be anywhere.
/// </remarks>
internal sealed class AlignedFloats
{
    private const int CacheLineBytes = 64;

    private readonly float[] _elements;
    private readonly int _start;

    /// <param name="count">How many, ≥ 0.</param>
    public AlignedFloats(int count)
    {
        Count = count;
        _elements = GC.AllocateArray<float>(checked(count + CacheLineBytes / sizeof(float)), pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_elements, 0);
        _start = (int)(-address & (CacheLineBytes - 1)) / sizeof(float);
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>All of them.</summary>
    public Span<float> Span => _elements.AsSpan(_start, Count);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>
/// Multiplications and additions that wait for nothing but each other: what a core can do at most in vectors of one width, beside which the rate of a training can be set.
/// </summary>
/// <remarks>
/// Twelve sums, each a chain x ← x·m + a. A multiply-add takes four cycles, and two units can begin one in each: eight chains keep them busy, twelve leave room for
/// those that are late, and with the two constants they still fit into the 16 registers of AVX2. Nothing is loaded or stored.
/// </remarks>
public abstract class MultiplyAddChains
{
    private protected const int Chains = 12;

    private protected MultiplyAddChains()
    {
    }

    /// <summary>The widths that this machine computes by instructions of its own, the widest first; without any, the narrowest in software.</summary>
    public static IReadOnlyList<MultiplyAddChains> Widths { get; } =
    [
        .. Vector512.IsHardwareAccelerated ? new MultiplyAddChains[] { new MultiplyAddChains<Lanes512, Vector512<float>>() } : [],
        .. Vector256.IsHardwareAccelerated ? new MultiplyAddChains[] { new MultiplyAddChains<Lanes256, Vector256<float>>() } : [],
        new MultiplyAddChains<Lanes128, Vector128<float>>(),
    ];

    /// <summary>Bits of one vector: 128, 256 or 512.</summary>
    public abstract int VectorBits { get; }

    /// <summary>Floating-point operations of one round; a multiply-add counts as two.</summary>
    public int OperationsPerRound => Chains * VectorBits / (8 * sizeof(float)) * 2;

    /// <summary>Computes.</summary>
    /// <param name="rounds">Multiply-adds of each chain, ≥ 0.</param>
    /// <returns>The sum of all chains, so that nothing can be left out. It tends to <see cref="OperationsPerRound"/> / 2: each x tends to 1.</returns>
    public abstract float Run(int rounds);
}

/// <summary>The chains in vectors of one width.</summary>
/// <typeparam name="TLanes">The width.</typeparam>
/// <typeparam name="TVector">A vector of that width.</typeparam>
internal sealed class MultiplyAddChains<TLanes, TVector> : MultiplyAddChains
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    public override int VectorBits => TLanes.Count * 8 * sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Run(int rounds)
    {
        // x ← x/2 + 1/2 stays between 0 and 1 and away from the denormal numbers, which are slow.
        var half = TLanes.Broadcast(0.5f);
        var (x0, x1, x2, x3, x4, x5) = (half, half, half, half, half, half);
        var (x6, x7, x8, x9, x10, x11) = (half, half, half, half, half, half);
        for (var round = 0; round < rounds; round++)
        {
            x0 = TLanes.MultiplyAdd(x0, half, half);
            x1 = TLanes.MultiplyAdd(x1, half, half);
            x2 = TLanes.MultiplyAdd(x2, half, half);
            x3 = TLanes.MultiplyAdd(x3, half, half);
            x4 = TLanes.MultiplyAdd(x4, half, half);
            x5 = TLanes.MultiplyAdd(x5, half, half);
            x6 = TLanes.MultiplyAdd(x6, half, half);
            x7 = TLanes.MultiplyAdd(x7, half, half);
            x8 = TLanes.MultiplyAdd(x8, half, half);
            x9 = TLanes.MultiplyAdd(x9, half, half);
            x10 = TLanes.MultiplyAdd(x10, half, half);
            x11 = TLanes.MultiplyAdd(x11, half, half);
        }

        var sum = TLanes.Add(
            TLanes.Add(TLanes.Add(TLanes.Add(x0, x1), TLanes.Add(x2, x3)), TLanes.Add(TLanes.Add(x4, x5), TLanes.Add(x6, x7))),
            TLanes.Add(TLanes.Add(x8, x9), TLanes.Add(x10, x11)));
        Span<float> lanes = stackalloc float[TLanes.Count];
        TLanes.Store(sum, ref lanes[0], 0);
        var total = 0f;
        foreach (var lane in lanes)
            total += lane;
        return total;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <content>The policy's share of the loss.</content>
internal sealed partial class NetworkKernels<TLanes, TVector>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogSoftmax(Span<float> logits, Span<float> entropies)
    {
        RequireColumns(logits.Length, entropies.Length);
        var rows = (nuint)entropies.Length;
        var end = (nuint)logits.Length;

        // The distance of two finite logits can overflow, and 0 · −∞ is NaN where an impossible action's share of the entropy is 0.
        var lowest = TLanes.Broadcast(float.MinValue);
        ref var elements = ref MemoryMarshal.GetReference(logits);
        ref var target = ref MemoryMarshal.GetReference(entropies);
        for (nuint row = 0; row < rows; row += (nuint)TLanes.Count)
        {
            var maximum = TLanes.Load(ref elements, row);
            for (var i = row + rows; i < end; i += rows)
                maximum = TLanes.AtLeast(maximum, TLanes.Load(ref elements, i));

            var sum = TLanes.Broadcast(0);
            var weighted = sum;
            for (var i = row; i < end; i += rows)
            {
                var centered = TLanes.AtLeast(lowest, TLanes.Subtract(TLanes.Load(ref elements, i), maximum));
                var exponential = Exp(centered);
                sum = TLanes.Add(sum, exponential);
                weighted = TLanes.Subtract(weighted, TLanes.Multiply(exponential, centered));
                TLanes.Store(centered, ref elements, i);
            }

            var logSum = TLanes.Log(sum);
            for (var i = row; i < end; i += rows)
                TLanes.Store(TLanes.Subtract(TLanes.Load(ref elements, i), logSum), ref elements, i);
            TLanes.Store(TLanes.Add(logSum, TLanes.Divide(weighted, sum)), ref target, row);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PolicyGradient(
        Span<float> logProbabilities,
        ReadOnlySpan<float> entropies,
        ReadOnlySpan<float> actions,
        ReadOnlySpan<float> advantages,
        float entropyCoefficient,
        float scale,
        Span<float> chosenLogProbabilities)
    {
        RequireColumns(logProbabilities.Length, entropies.Length);
        if (actions.Length != entropies.Length || advantages.Length != entropies.Length || chosenLogProbabilities.Length != entropies.Length)
        {
            throw new ArgumentException(
                $"There are {entropies.Length} entropies, {actions.Length} actions, {advantages.Length} advantages and {chosenLogProbabilities.Length} chosen log " +
                "probabilities; pass one of each for every row.");
        }

        var rows = (nuint)entropies.Length;

        // The parts of so improbable an action are below the rounding of the other actions' parts, which are 0 in float32 themselves where the policy is that sure of one. On their way
        // back through the layers they would become subnormal, and a product with such a number costs a hundred times as much.
        var negligible = TLanes.Broadcast(1e-12f);
        var (one, β, factor) = (TLanes.Broadcast(1), TLanes.Broadcast(entropyCoefficient), TLanes.Broadcast(scale));
        ref var elements = ref MemoryMarshal.GetReference(logProbabilities);
        for (nuint row = 0; row < rows; row += (nuint)TLanes.Count)
        {
            var entropy = TLanes.Load(ref MemoryMarshal.GetReference(entropies), row);
            var action = TLanes.Load(ref MemoryMarshal.GetReference(actions), row);
            var advantage = TLanes.Load(ref MemoryMarshal.GetReference(advantages), row);
            var chosen = TLanes.Broadcast(0);
            var k = 0;
            for (var i = row; i < (nuint)logProbabilities.Length; i += rows, k++)
            {
                var logProbability = TLanes.Load(ref elements, i);
                var probability = Exp(logProbability);
                probability = TLanes.WherePositive(TLanes.Subtract(probability, negligible), probability);
                var index = TLanes.Broadcast(k);
                var policy = TLanes.Multiply(advantage, TLanes.Subtract(probability, TLanes.WhereEqual(action, index, one)));
                var bonus = TLanes.Multiply(TLanes.Multiply(β, probability), TLanes.Add(logProbability, entropy));
                TLanes.Store(TLanes.Multiply(factor, TLanes.Add(policy, bonus)), ref elements, i);
                chosen = TLanes.Add(chosen, TLanes.WhereEqual(action, index, logProbability));
            }

            TLanes.Store(chosen, ref MemoryMarshal.GetReference(chosenLogProbabilities), row);
        }
    }

    /// <summary>eˣ for x ≤ 0, within 2 units in the last place; exactly 1 at 0, and 0 from −87.7 down, where float32 has no normal number left. NaN stays NaN.</summary>
    /// <remarks>
    /// eˣ = 2ⁿ·eʳ with n the whole number nearest to x/ln 2 and |r| ≤ ln 2 / 2; eʳ = 1 + r + r²·P(r) with the coefficients of Cephes' expf. Adding 1.5·2²³ rounds to a whole
    /// number, and with 127 more the lowest bits of the sum are the exponent of 2ⁿ.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exp(TVector x)
    {
        const float Rounding = 12582912 + 127;
        x = TLanes.AtLeast(TLanes.Broadcast(-88), x);
        var shifted = TLanes.MultiplyAdd(x, TLanes.Broadcast(1.44269504f), TLanes.Broadcast(Rounding));
        var n = TLanes.Subtract(shifted, TLanes.Broadcast(Rounding));

        // ln 2 in two parts, of which the first has so few digits that its product with n is exact.
        var r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-0.693359375f), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);

        var p = TLanes.Broadcast(1.9875691500e-4f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.3981999507e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(8.3334519073e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(4.1665795894e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.6666665459e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(5.0000001201e-1f));
        var exponential = TLanes.MultiplyAdd(p, TLanes.Multiply(r, r), TLanes.Add(r, TLanes.Broadcast(1)));
        return TLanes.Multiply(exponential, TLanes.WithExponent(shifted));
    }

    private static void RequireColumns(int elements, int rows)
    {
        RequireWholeVectors(rows);
        if (rows == 0 || elements == 0 || elements % rows != 0)
            throw new ArgumentException($"{elements} logits are no whole columns of {rows} rows.");
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>What is added up of one element of each of two spans.</summary>
internal interface ISummand
{
    /// <summary>Four of them, one in each lane.</summary>
    Vector256<double> Of(Vector256<double> first, Vector256<double> second);
}

/// <summary>Sums over float32 numbers in double precision.</summary>
/// <remarks>
/// Sixteen partial sums on every machine, however wide its vectors are: the same numbers have the same sum, to the bit, everywhere. Four vectors of them, because
/// an addition waits for the one before to the same sum, and four at a time are as many as a core can have on their way.
/// </remarks>
internal static class DoubleSum
{
    /// <summary>The sum over i of a function of first[i].</summary>
    public static double Of<TSummand>(ReadOnlySpan<float> first, TSummand summand)
        where TSummand : struct, ISummand => Of(first, first, summand);

    /// <summary>The sum over i of a function of first[i] and second[i]; 0 of nothing.</summary>
    /// <param name="first">Any length.</param>
    /// <param name="second">As many.</param>
    /// <param name="summand">The function.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of<TSummand>(ReadOnlySpan<float> first, ReadOnlySpan<float> second, TSummand summand)
        where TSummand : struct, ISummand
    {
        var count = first.Length;
        ref var a = ref MemoryMarshal.GetReference(first);
        ref var b = ref MemoryMarshal.GetReference(second[..count]);
        var (sum0, sum1, sum2, sum3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= count - 16; i += 16)
        {
            sum0 += summand.Of(Four(in a, i), Four(in b, i));
            sum1 += summand.Of(Four(in a, i + 4), Four(in b, i + 4));
            sum2 += summand.Of(Four(in a, i + 8), Four(in b, i + 8));
            sum3 += summand.Of(Four(in a, i + 12), Four(in b, i + 12));
        }

        for (; i <= count - 4; i += 4)
            sum0 += summand.Of(Four(in a, i), Four(in b, i));
        var sum = Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < count; i++)
            sum += summand.Of(Vector256.Create((double)first[i]), Vector256.Create((double)second[i])).ToScalar();
        return sum;
    }

    /// <summary>Four elements from one on, in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(ref readonly float elements, int start) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(in elements, (nuint)start).ToVector256Unsafe());

    /// <summary>a.</summary>
    public readonly struct First : ISummand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Of(Vector256<double> first, Vector256<double> second) => first;
    }

    /// <summary>a².</summary>
    public readonly struct Square : ISummand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Of(Vector256<double> first, Vector256<double> second) => first * first;
    }

    /// <summary>a − b.</summary>
    public readonly struct Difference : ISummand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Of(Vector256<double> first, Vector256<double> second) => first - second;
    }

    /// <summary>a · b.</summary>
    public readonly struct Product : ISummand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Of(Vector256<double> first, Vector256<double> second) => first * second;
    }

    /// <summary>(a − center)².</summary>
    public readonly struct SquaredDeviation(double center) : ISummand
    {
        private readonly Vector256<double> _center = Vector256.Create(center);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Of(Vector256<double> first, Vector256<double> second) => (first - _center) * (first - _center);
    }

    /// <summary>(a − b − center)².</summary>
    public readonly struct SquaredDifference(double center) : ISummand
    {
        private readonly Vector256<double> _center = Vector256.Create(center);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Of(Vector256<double> first, Vector256<double> second) => (first - second - _center) * (first - second - _center);
    }
}

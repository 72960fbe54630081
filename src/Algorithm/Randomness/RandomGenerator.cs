using System.Numerics;

namespace ActorCritic.Distributed.Algorithm.Randomness;

/// <summary>The project's only pseudo-random generator: xoshiro256++, seeded by SplitMix64.</summary>
/// <remarks>
/// Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021): 256 bits of state, period 2²⁵⁶ − 1. The four words of the
/// state are the first four outputs of SplitMix64 started at the seed, as its authors advise, so similar seeds give unrelated sequences and
/// the all-zero state, the only forbidden one, cannot arise. The sequence is a function of the seed alone, on every machine. Only
/// <see cref="NextGaussian"/> calls the platform's logarithm, whose last place may differ between platforms. An instance is not safe for
/// use from several threads; each owner has its own (see <see cref="SeedSequence"/>).
/// </remarks>
public sealed class RandomGenerator
{
    private const double UnitOf53Bits = 1.0 / (1UL << 53);

    private ulong _s0, _s1, _s2, _s3;
    private double _spareGaussian = double.NaN;

    /// <summary>Makes a generator whose whole sequence follows from <paramref name="seed"/>; every value is allowed, also 0.</summary>
    /// <param name="seed">Where SplitMix64 starts to fill the state.</param>
    public RandomGenerator(ulong seed)
    {
        _s0 = SplitMix64.Next(ref seed);
        _s1 = SplitMix64.Next(ref seed);
        _s2 = SplitMix64.Next(ref seed);
        _s3 = SplitMix64.Next(ref seed);
    }

    /// <summary>Starts from a state written out, which is how the published reference numbers are given.</summary>
    internal RandomGenerator(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>The next 64 bits, all values equally likely.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        var shifted = _s1 << 17;

        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);

        return result;
    }

    /// <summary>A uniform number in [0, 1): one of the 2⁵³ multiples of 2⁻⁵³, all equally likely.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * UnitOf53Bits;

    /// <summary>
    /// A uniform number in [<paramref name="low"/>, <paramref name="high"/>), computed as low + (high − low)·u like NumPy's
    /// Generator.uniform.
    /// </summary>
    /// <param name="low">Least value.</param>
    /// <param name="high">Upper bound; reached only where rounding the sum reaches it.</param>
    /// <exception cref="ArgumentException">The bounds are not finite, out of order or further apart than a double can hold.</exception>
    public double NextUniform(double low, double high)
    {
        var width = high - low;
        if (!(width >= 0 && double.IsFinite(width)))
            throw new ArgumentException($"A uniform number needs finite bounds in order, not [{low}, {high}).", nameof(high));

        return low + width * NextDouble();
    }

    /// <summary>
    /// A uniform integer in [0, <paramref name="exclusiveMaximum"/>), without modulo bias (Lemire 2019, "Fast random integer generation in
    /// an interval").
    /// </summary>
    /// <param name="exclusiveMaximum">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="exclusiveMaximum"/> is below 1: there is nothing to choose from.
    /// </exception>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);

        var maximum = (uint)exclusiveMaximum;
        var product = (NextUInt64() >> 32) * maximum;
        if ((uint)product < maximum)
        {
            // 2³² is rarely a multiple of the maximum: the lowest 2³² mod maximum fractions are the surplus that would favour some results.
            var surplus = (0u - maximum) % maximum;
            while ((uint)product < surplus)
                product = (NextUInt64() >> 32) * maximum;
        }

        return (int)(product >> 32);
    }

    /// <summary>A standard normal number, by Marsaglia's polar method; the second number of each pair is kept for the next call.</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            var spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }

        double u, v, radiusSquared;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            radiusSquared = u * u + v * v;
        }
        while (radiusSquared is >= 1 or 0);

        var scale = Math.Sqrt(-2 * Math.Log(radiusSquared) / radiusSquared);
        _spareGaussian = v * scale;
        return u * scale;
    }
}

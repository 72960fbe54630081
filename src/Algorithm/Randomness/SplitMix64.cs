namespace ActorCritic.Distributed.Algorithm.Randomness;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014; constants of David Stafford's variant 13), used to turn structured numbers into seeds.
/// </summary>
internal static class SplitMix64
{
    /// <summary>2⁶⁴ divided by the golden ratio, made odd: the distance between two successive states.</summary>
    internal const ulong Increment = 0x9E3779B97F4A7C15;

    /// <summary>Advances <paramref name="state"/> and returns the output that belongs to it.</summary>
    internal static ulong Next(ref ulong state) => Mix(state += Increment);

    /// <summary>
    /// A bijection of the 64-bit numbers in which every input bit flips every output bit with probability near one half. It maps 0 to 0.
    /// </summary>
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

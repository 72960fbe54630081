using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;
using Vector = System.Runtime.Intrinsics.Vector512;

namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>16 lanes: AVX-512.</summary>
internal readonly struct Lanes512 : ILanes<Lanes>
{
    public static int Count => Lanes.Count;

    public static Lanes Load(ref readonly float source, nuint offset) => Vector.LoadUnsafe(in source, offset);

    public static void Store(Lanes lanes, ref float target, nuint offset) => lanes.StoreUnsafe(ref target, offset);

    public static Lanes Broadcast(float value) => Vector.Create(value);

    public static Lanes Add(Lanes left, Lanes right) => left + right;

    public static Lanes Subtract(Lanes left, Lanes right) => left - right;

    public static Lanes Multiply(Lanes left, Lanes right) => left * right;

    public static Lanes Divide(Lanes left, Lanes right) => left / right;

    public static Lanes MultiplyAdd(Lanes left, Lanes right, Lanes addend) => Vector.MultiplyAddEstimate(left, right, addend);

    // Halves are added before lanes are: the runtime's sum adds up every quarter by itself.
    public static float Sum(Lanes lanes) => Lanes256.Sum(lanes.GetLower() + lanes.GetUpper());

    // Of two operands the native instruction of x86 returns the second if either is NaN, that of ARM is NaN: with the value as the second, both keep its NaN.
    public static Lanes AtLeast(Lanes limit, Lanes value) => Vector.MaxNative(limit, value);

    public static Lanes AtMost(Lanes limit, Lanes value) => Vector.MinNative(limit, value);

    public static Lanes WherePositive(Lanes condition, Lanes value) => Vector.GreaterThan(condition, Lanes.Zero) & value;

    public static Lanes WhereEqual(Lanes left, Lanes right, Lanes value) => Vector.Equals(left, right) & value;

    public static Lanes WithExponent(Lanes value) => (value.AsInt32() << 23).AsSingle();

    public static Lanes Log(Lanes value) => Vector.Log(value);
}

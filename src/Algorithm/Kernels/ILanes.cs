namespace ActorCritic.Distributed.Algorithm.Kernels;

/// <summary>Arithmetic on one hardware vector of float32 lanes, so that a kernel is written once and compiled for every width.</summary>
/// <remarks>
/// The vector is a type parameter of its own and not wrapped: the compiler then keeps it in a register like any other vector. Each member but sum and
/// logarithm is one instruction where the width is the machine's own, and correct, only slower, where it is not.
/// </remarks>
/// <typeparam name="TVector">The vector type, such as Vector256&lt;float&gt;.</typeparam>
internal interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Floats in one vector: 4, 8 or 16.</summary>
    static abstract int Count { get; }

    /// <summary>The floats from <paramref name="source"/> + <paramref name="offset"/> on. Nothing checks the bounds: the caller has.</summary>
    static abstract TVector Load(ref readonly float source, nuint offset);

    /// <summary>Writes the floats to <paramref name="target"/> + <paramref name="offset"/> on. Nothing checks the bounds: the caller has.</summary>
    static abstract void Store(TVector lanes, ref float target, nuint offset);

    /// <summary>The same number in every lane.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>left + right.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary>left − right.</summary>
    static abstract TVector Subtract(TVector left, TVector right);

    /// <summary>left · right.</summary>
    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>left / right.</summary>
    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left · right + addend, rounded once where the machine has such an instruction and twice where not.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TVector lanes);

    /// <summary>The value, raised to the limit where it is below; a value that is NaN stays NaN.</summary>
    static abstract TVector AtLeast(TVector limit, TVector value);

    /// <summary>The value, lowered to the limit where it is above; a value that is NaN stays NaN.</summary>
    static abstract TVector AtMost(TVector limit, TVector value);

    /// <summary>The value where the condition's lane is above 0, and 0 elsewhere, also where the condition is NaN.</summary>
    static abstract TVector WherePositive(TVector condition, TVector value);

    /// <summary>The value where the two are equal, and 0 elsewhere.</summary>
    static abstract TVector WhereEqual(TVector left, TVector right, TVector value);

    /// <summary>The float whose exponent is what the lowest nine bits of the value say and whose mantissa is 1, or 0 where they say 0.</summary>
    static abstract TVector WithExponent(TVector value);

    /// <summary>ln x; NaN stays NaN.</summary>
    static abstract TVector Log(TVector value);
}

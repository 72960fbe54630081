namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>What a contender of a sweep has and its neighbours have not.</summary>
/// <param name="Name">What is varied, as it is typed: gae-lambda.</param>
/// <param name="Value">The contender's value, as it is typed.</param>
public readonly record struct VariedValue(string Name, string Value)
{
    /// <summary>gae-lambda=0.95</summary>
    public override string ToString() => $"{Name}={Value}";
}

/// <summary>Something with several values, each of which makes a contender of every method that reads it.</summary>
internal interface IVariation
{
    /// <summary>What is varied, as it is typed: gae-lambda.</summary>
    string Name { get; }

    /// <summary>Its values as they are typed, at least one, each once, in the order of the table.</summary>
    IReadOnlyList<string> Values { get; }

    /// <summary>Whether the contender's method reads it.</summary>
    bool Concerns(Contender contender);

    /// <summary>The contender with one of the values.</summary>
    /// <param name="contender">One that this concerns.</param>
    /// <param name="value">Index in <see cref="Values"/>.</param>
    Contender Give(Contender contender, int value);
}

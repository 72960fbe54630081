namespace ActorCritic.Distributed.Algorithm.Training;

/// <summary>
/// What a person needs to know of one training option: its meaning and its range. The command line's help, its checks and the validation of a plan all
/// read it from here.
/// </summary>
/// <param name="description">Meaning, with the unit, in one line.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HyperparameterAttribute(string description) : Attribute
{
    /// <summary>Meaning, with the unit, in one line.</summary>
    public string Description { get; } = description;

    /// <summary>Smallest valid value.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest valid value.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the smallest value itself is excluded.</summary>
    public bool MinimumExcluded { get; init; }

    /// <summary>Whether the largest value itself is excluded.</summary>
    public bool MaximumExcluded { get; init; }

    /// <summary>Whether a value lies in the range; NaN and infinity never do.</summary>
    /// <remarks>The algorithm runs in float32: a value that is rounded onto an excluded bound there is out of range too.</remarks>
    public bool Allows(double value) =>
        double.IsFinite(value)
        && (MinimumExcluded ? (float)value > Minimum : value >= Minimum)
        && (MaximumExcluded ? (float)value < Maximum : value <= Maximum);

    /// <summary>The range as a person writes it: "0 … 1", "at least 0 and below 1", "≥ 1", "&gt; 0"; empty without bounds.</summary>
    public string Range => (double.IsFinite(Minimum), double.IsFinite(Maximum)) switch
    {
        (true, true) when !MinimumExcluded && !MaximumExcluded => FormattableString.Invariant($"{Minimum} … {Maximum}"),
        (true, true) => FormattableString.Invariant($"{(MinimumExcluded ? "above" : "at least")} {Minimum} and {(MaximumExcluded ? "below" : "at most")} {Maximum}"),
        (true, false) => FormattableString.Invariant($"{(MinimumExcluded ? ">" : "≥")} {Minimum}"),
        (false, true) => FormattableString.Invariant($"{(MaximumExcluded ? "<" : "≤")} {Maximum}"),
        _ => "",
    };
}

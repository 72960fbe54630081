namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>The variations of a comparison, at most two: more dimensions than a picture has nobody could read.</summary>
internal static class Variations
{
    /// <summary>How many there may be.</summary>
    public const int Most = 2;

    /// <summary>The contenders that a contender becomes: one for each combination of the values that its method reads, the first variation changing slowest.</summary>
    public static IEnumerable<Contender> Over(this IReadOnlyList<IVariation> variations, Contender contender) => variations.Aggregate(
        (IEnumerable<Contender>)[contender],
        (contenders, variation) => contenders.SelectMany(varied => variation.Concerns(varied) ? Spread(varied, variation) : [varied]));

    /// <summary>What is wrong with them together, a line each.</summary>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<IVariation> variations)
    {
        foreach (var group in variations.GroupBy(variation => variation.Name).Where(group => group.Count() > 1))
            yield return $"{group.Key} is varied twice; put all of its values into one list.";
        if (variations.Count > Most)
            yield return $"{string.Join(", ", variations.Select(variation => variation.Name))} are {variations.Count} things to vary at once; vary at most {Most}.";
    }

    private static IEnumerable<Contender> Spread(Contender contender, IVariation variation)
    {
        for (var i = 0; i < variation.Values.Count; i++)
        {
            var value = new VariedValue(variation.Name, variation.Values[i]);
            yield return variation.Give(contender, i) with { Label = $"{contender.Label} {value}", Varied = [.. contender.Varied, value] };
        }
    }
}

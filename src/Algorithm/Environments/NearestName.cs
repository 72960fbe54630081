namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>Finds what somebody meant who misspelt a name.</summary>
public static class NearestName
{
    /// <summary>The candidate with the least edit distance from <paramref name="name"/>, ignoring case; of several the first.</summary>
    /// <remarks>
    /// Optimal string alignment (Boytsov 2011): an insertion, a deletion, a substitution and a swap of neighbours count 1 each.
    /// </remarks>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">The names there are.</param>
    /// <returns>Null if there are no candidates.</returns>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);

        return candidates.MinBy(candidate => EditDistance(name.ToUpperInvariant(), candidate.ToUpperInvariant()));
    }

    /// <summary>How many edits make <paramref name="source"/> into <paramref name="target"/>.</summary>
    internal static int EditDistance(string source, string target)
    {
        var beforePrevious = new int[target.Length + 1];
        var previous = new int[target.Length + 1];
        var current = new int[target.Length + 1];
        for (var j = 0; j <= target.Length; j++)
            current[j] = j;

        for (var i = 1; i <= source.Length; i++)
        {
            (beforePrevious, previous, current) = (previous, current, beforePrevious);
            current[0] = i;
            for (var j = 1; j <= target.Length; j++)
            {
                var substitution = previous[j - 1] + (source[i - 1] == target[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, 1 + Math.Min(previous[j], current[j - 1]));
                if (i > 1 && j > 1 && source[i - 1] == target[j - 2] && source[i - 2] == target[j - 1])
                    current[j] = Math.Min(current[j], 1 + beforePrevious[j - 2]);
            }
        }

        return current[target.Length];
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>How much a learner process outside the cluster could go on with: whoever holds the newest state is to begin, of equals the one that began before.</summary>
/// <param name="Term">Term of the newest state that it holds, ≥ 0; 0 without one.</param>
/// <param name="Version">Version of that state, ≥ 0.</param>
/// <param name="HasBegun">Whether it has begun the cluster at its start.</param>
internal readonly record struct LearnerStanding(long Term, long Version, bool HasBegun)
{
    /// <summary>Whether it is this process that begins, and not the other; false for both if they are equal.</summary>
    public bool IsAbove(LearnerStanding other) => (Term, Version, HasBegun).CompareTo((other.Term, other.Version, other.HasBegun)) > 0;

    /// <summary>What is readable for <see cref="TryParse"/>: part of an actor's name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Term}-{Version}-{(HasBegun ? 1 : 0)}");

    /// <summary>Reads the end of an actor's name.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out LearnerStanding? standing)
    {
        standing = name.Split('-') is [.., var term, var version, ("0" or "1") and var hasBegun]
            && long.TryParse(term, NumberStyles.None, CultureInfo.InvariantCulture, out var ofTerm)
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var ofVersion)
            ? new LearnerStanding(ofTerm, ofVersion, hasBegun == "1")
            : null;
        return standing is not null;
    }
}

using System.Globalization;
using ActorCritic.Distributed.Node.Comparison.Distributed;

namespace ActorCritic.Distributed.Node.Comparison.Sweeps;

/// <summary>Staleness on purpose, with several values.</summary>
/// <param name="Versions">By how many versions parameters come late, each 0 … <see cref="A3CMethod.MostStaleness"/>, at least one value, each once.</param>
internal sealed record StalenessVariation(IReadOnlyList<int> Versions) : IVariation
{
    /// <inheritdoc/>
    public string Name => "staleness";

    /// <inheritdoc/>
    public IReadOnlyList<string> Values => [.. Versions.Select(versions => versions.ToString(CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public bool Concerns(Contender contender) => A3CMethod.Is(contender);

    /// <inheritdoc/>
    public Contender Give(Contender contender, int value) => contender with { Staleness = Versions[value] };
}

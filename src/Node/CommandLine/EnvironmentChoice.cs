using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Which environment a person means.</summary>
internal static class EnvironmentChoice
{
    /// <summary>The environment of a name.</summary>
    /// <param name="id">The name; null if none was given.</param>
    /// <param name="place">Where it was given, such as "--env".</param>
    /// <param name="otherwise">What is chosen where no name was given, or one that does not exist.</param>
    /// <param name="faults">Takes a line if there is no environment of that name.</param>
    public static EnvironmentSpec Choose(this EnvironmentCatalogue catalogue, string? id, string place, EnvironmentSpec otherwise, ICollection<string> faults)
    {
        if (id is null)
            return otherwise;
        if (catalogue.TryFind(id, out var spec))
            return spec;
        faults.Add($"{place} is '{OptionFormat.Shown(id)}'; there is no such environment, the nearest is '{NearestName.Of(id, catalogue.Ids)}'.");
        return otherwise;
    }

    /// <summary>The environment that a layer of a plan names.</summary>
    /// <inheritdoc cref="Choose(EnvironmentCatalogue, string?, string, EnvironmentSpec, ICollection{string})"/>
    public static EnvironmentSpec Choose(this EnvironmentCatalogue catalogue, PlanLayer layer, EnvironmentSpec otherwise, ICollection<string> faults) =>
        layer.Find(nameof(Algorithm.Training.TrainingOptions.Environment)) is (string id, var place) ? catalogue.Choose(id, place, otherwise, faults) : otherwise;
}

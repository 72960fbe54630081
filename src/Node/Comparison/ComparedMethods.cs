using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Node.Comparison.Distributed;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>The methods that can be compared: those in one thread, and A3C.</summary>
internal static class ComparedMethods
{
    /// <summary>All of them, the simplest first.</summary>
    public static IReadOnlyList<TrainingMethod> All { get; } = [.. MethodCatalogue.All, A3CMethod.Method];

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => All.Select(method => method.Name);

    /// <summary>The method with the given name, upper and lower case being different; false if there is none.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TrainingMethod? method)
    {
        method = All.FirstOrDefault(candidate => candidate.Name == name);
        return method is not null;
    }
}

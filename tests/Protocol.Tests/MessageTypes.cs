using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>Every type of message there is, found by reflection.</summary>
internal static class MessageTypes
{
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(ITrainingMessage).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(ITrainingMessage)) && !type.IsInterface)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The names, as a theory's cases.</summary>
    public static TheoryData<string> Names => [.. All.Select(type => type.Name)];

    public static Type Named(string name) => All.Single(type => type.Name == name);
}

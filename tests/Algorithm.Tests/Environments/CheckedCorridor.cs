using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

/// <summary>What the checker finds wrong with a corridor.</summary>
internal static class CheckedCorridor
{
    public static IReadOnlyList<EnvironmentFinding> Check<T>()
        where T : Corridor, new() => EnvironmentChecker.Check(Corridor.DefaultSpec, () => new T());

    public static EnvironmentFinding FindOne<T>(EnvironmentFault fault)
        where T : Corridor, new()
    {
        var finding = Assert.Single(Check<T>());
        Assert.Equal(fault, finding.Fault);
        return finding;
    }

    public static EnvironmentFinding FindOne(EnvironmentSpec spec, Func<IEnvironment> create) =>
        Assert.Single(EnvironmentChecker.Check(spec, create));
}

using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison.Sweeps;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>A comparison as it was asked for, checked.</summary>
public sealed record ComparisonRequest
{
    /// <summary>What is compared, in the order of the table.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>The contender that the others are measured against, one of them; null where nobody is.</summary>
    public Contender? Reference { get; init; }

    /// <summary>The environment of all of them.</summary>
    public required EnvironmentSpec Environment { get; init; }

    /// <summary>Number of seeds, 1 … this, that each is tried with. At least 1.</summary>
    public required int Seeds { get; init; }

    /// <summary>Budget of one trial in environment steps; its last update may go beyond. At least 1.</summary>
    public required long MaxSteps { get; init; }

    /// <summary>Threads that compute at the same time: as many trials of methods in one thread. At least 1.</summary>
    public required int Parallel { get; init; }

    /// <summary>What computes the networks of the deep methods.</summary>
    public PolicyBackend Backend { get; init; }

    /// <summary>The folder; null for one named after environment and time.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether only the table and where it is kept are printed.</summary>
    public bool Quiet { get; init; }

    /// <summary>What is varied, at most two things; the contenders are made with them already.</summary>
    internal IReadOnlyList<IVariation> Variations { get; init; } = [];

    /// <summary>The command line as it was given, for the report.</summary>
    public required string CommandLine { get; init; }

    /// <summary>What computes the networks, for a person.</summary>
    internal string DescribeBackends() =>
        string.Join(" and ", Contenders.Select(contender => Backend.Describe(contender.Options.NetworkFor(Environment))).Distinct());
}

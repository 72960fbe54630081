using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>A run as it was asked for: preset, configuration file and command line put together, and checked.</summary>
public sealed record TrainRequest
{
    /// <summary>The hyperparameters, valid.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Whether the run ends once the environment is solved; otherwise it uses up its budget.</summary>
    public bool UntilSolved { get; init; } = true;

    /// <summary>The run folder; null for one named after environment, time and seed.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether only the outcome and warnings are printed.</summary>
    public bool Quiet { get; init; }

    /// <summary>What computes the networks of this process; no part of the plan, for any backend can go on with a run.</summary>
    public PolicyBackend Backend { get; init; }

    /// <summary>The command line as it was given, for the summary.</summary>
    public required string CommandLine { get; init; }

    /// <summary>plan.json: everything that is needed to repeat the run, readable by --config.</summary>
    public required string PlanJson { get; init; }
}

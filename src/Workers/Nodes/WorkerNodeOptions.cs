using ActorCritic.Distributed.Protocol;

namespace ActorCritic.Distributed.Workers.Nodes;

/// <summary>How a worker node runs. What it trains comes from the learner.</summary>
public sealed record WorkerNodeOptions
{
    /// <summary>Name of the node, unique for one start of its process.</summary>
    public required string Node { get; init; }

    /// <summary>Workers of the node, 1 … 1024.</summary>
    public int WorkerCount { get; init; } = 2;

    /// <summary>Pause between two requests to take part, while no learner answers.</summary>
    public TimeSpan RegistrationInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the answer to a gradient may take before it counts as lost.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a rollout may take before its worker counts as hung and another takes its place.</summary>
    public TimeSpan RolloutTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Pause before a worker is started again after its first failure; it doubles with each failure in a row.</summary>
    public TimeSpan RestartPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause before a worker is started again.</summary>
    public TimeSpan MaximumRestartPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often deadlines are looked at.</summary>
    public TimeSpan DeadlineCheckInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same workers as several nodes, which are named after this one and have as many workers each as goes.</summary>
    /// <param name="nodes">The most nodes, ≥ 1; there are no more than workers.</param>
    /// <returns>This node itself where there is one only.</returns>
    public IReadOnlyList<WorkerNodeOptions> SplitInto(int nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        var count = Math.Min(nodes, WorkerCount);
        if (count == 1)
            return [this];

        // The first have one worker more where it does not come out even.
        var split = new WorkerNodeOptions[count];
        for (var i = 0; i < count; i++)
            split[i] = this with { Node = $"{Node}-{i + 1}", WorkerCount = WorkerCount / count + (i < WorkerCount % count ? 1 : 0) };
        return split;
    }

    /// <summary>Throws if the options have violations.</summary>
    /// <exception cref="ArgumentException">The message lists all violations.</exception>
    public void ThrowIfInvalid()
    {
        if (Violations() is { Count: > 0 } violations)
            throw new ArgumentException(string.Join(" ", violations));
    }

    /// <summary>All violations as sentences that name the option, its value and what is valid; empty when the options hold.</summary>
    public IReadOnlyList<string> Violations()
    {
        var violations = new List<string>();
        if (string.IsNullOrWhiteSpace(Node))
            violations.Add("The node has no name.");
        if (WorkerCount is < 1 or > 1024)
            violations.Add($"{nameof(WorkerCount)} is {WorkerCount}; it must be 1 … 1024.");
        violations.AddRange(PositiveDurations.Violations(
            (nameof(RegistrationInterval), RegistrationInterval),
            (nameof(AnswerTimeout), AnswerTimeout),
            (nameof(RolloutTimeout), RolloutTimeout),
            (nameof(RestartPause), RestartPause),
            (nameof(DeadlineCheckInterval), DeadlineCheckInterval)));
        if (MaximumRestartPause < RestartPause)
            violations.Add($"{nameof(MaximumRestartPause)} is {MaximumRestartPause}; it must be at least {nameof(RestartPause)}, {RestartPause}.");
        return violations;
    }
}

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>What PPO has beside the options of every method. The defaults are those of the paper's Atari table and of CleanRL.</summary>
public sealed record PpoOptions
{
    /// <summary>ε, how far the ratio of new to old probability may leave 1. Above 0.</summary>
    public double ClipRange { get; init; } = 0.2;

    /// <summary>How often each rollout is gone through. At least 1.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Into how many minibatches a rollout is cut in each epoch, as equal as they can be. At least 1, at most its T × E transitions.</summary>
    public int Minibatches { get; init; } = 4;

    /// <summary>Every value out of its range, one sentence each; empty when the options are valid.</summary>
    /// <param name="transitions">T × E of a rollout.</param>
    public IReadOnlyList<string> Violations(long transitions)
    {
        var violations = new List<string>();
        if (!(ClipRange > 0 && double.IsFinite(ClipRange)))
            violations.Add(FormattableString.Invariant($"ClipRange is {ClipRange}; it must be above 0."));
        if (Epochs < 1)
            violations.Add($"Epochs is {Epochs}; it must be at least 1.");
        if (Minibatches < 1 || Minibatches > transitions)
            violations.Add($"Minibatches is {Minibatches}; it must be 1 … {transitions}, the transitions of a rollout.");
        return violations;
    }
}

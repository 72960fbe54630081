using ActorCritic.Distributed.Protocol;

namespace ActorCritic.Distributed.Learner.Replication;

/// <summary>Everything a standby is told before it starts.</summary>
public sealed record StandbyOptions
{
    /// <summary>Name of the standby, unique for one start of its process: 1 to <see cref="LearnerOptions.MaximumNameLength"/> characters.</summary>
    public required string Node { get; init; }

    /// <summary>How often it asks to be sent the state until it is.</summary>
    public TimeSpan RegistrationInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long no state may come until it asks again. A run that stands still sends none, and is then asked this often.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(10);

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
        if (string.IsNullOrWhiteSpace(Node) || Node.Length > LearnerOptions.MaximumNameLength)
            violations.Add($"{nameof(Node)} is '{Node}'; it must have 1 to {LearnerOptions.MaximumNameLength} characters.");
        violations.AddRange(PositiveDurations.Violations(
            (nameof(RegistrationInterval), RegistrationInterval),
            (nameof(SilenceTimeout), SilenceTimeout)));
        return violations;
    }
}

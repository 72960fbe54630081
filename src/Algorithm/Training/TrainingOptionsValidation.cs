using System.Collections;
using System.Globalization;
using System.Reflection;
using ActorCritic.Distributed.Algorithm.Staleness;

namespace ActorCritic.Distributed.Algorithm.Training;

/// <summary>Checks training options before anything starts, and names every fault at once.</summary>
public static class TrainingOptionsValidation
{
    /// <summary>All violations as sentences that name the option, its value and what is valid; empty when the options hold.</summary>
    /// <remarks>Whether the environment exists is the catalogue's to say, not asked here.</remarks>
    public static IReadOnlyList<string> Validate(this TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var violations = new List<string>();
        foreach (var property in typeof(TrainingOptions).GetProperties())
        {
            if (property.GetCustomAttribute<HyperparameterAttribute>() is { } hyperparameter)
                violations.AddRange(Violations(property.Name, property.GetValue(options), hyperparameter));
        }

        if (options.StepsPerRollout > MaximumStepsPerRollout)
            violations.Add($"A rollout of {options.RolloutLength} × {options.EnvironmentsPerWorker} steps is too large; T × E must be at most {MaximumStepsPerRollout}.");
        if (StalenessConflict(options) is { } conflict)
            violations.Add(conflict);
        if (options is { Mode: TrainingMode.Sync, GradientsInFlight: > 1 })
            violations.Add($"GradientsInFlight is {options.GradientsInFlight} and Mode is Sync, where a round has one gradient of every worker; leave it at 1 or train in the mode Async.");
        return violations;
    }

    /// <summary>Bound on T × E: a rollout is held in memory as a whole.</summary>
    public const long MaximumStepsPerRollout = 4_194_304;

    /// <summary>Bound on k where so many past parameters are kept.</summary>
    public const long MaximumCompensatedStaleness = 1_024;

    private static string? StalenessConflict(TrainingOptions options) => (options.Mode, options.StalenessPolicy, options.MaxStaleness) switch
    {
        (TrainingMode.Sync, not StalenessPolicyKind.None, _) =>
            $"Mode is Sync, where no gradient is stale, and StalenessPolicy is {options.StalenessPolicy}; leave the policy at None or train in the mode Async.",
        (_, StalenessPolicyKind.None, > 0) =>
            $"MaxStaleness is {options.MaxStaleness} and StalenessPolicy is None, which has no bound; choose the policy Bound or leave the bound out.",
        (_, StalenessPolicyKind.Bound or StalenessPolicyKind.Compensate, 0) =>
            $"StalenessPolicy is {options.StalenessPolicy} and MaxStaleness is 0; say how stale a gradient may be, at least 1.",
        (_, StalenessPolicyKind.Compensate, > MaximumCompensatedStaleness) =>
            $"MaxStaleness is {options.MaxStaleness}; with the policy Compensate, which keeps so many past parameters, it must be 1 … {MaximumCompensatedStaleness}.",
        _ => null,
    };

    private static IEnumerable<string> Violations(string name, object? value, HyperparameterAttribute hyperparameter)
    {
        switch (value)
        {
            case null:
                yield return $"{name} is missing.";
                break;
            case string text when string.IsNullOrWhiteSpace(text):
                yield return $"{name} is empty.";
                break;
            case Enum choice when !Enum.IsDefined(choice.GetType(), choice):
                yield return $"{name} is {choice}; valid are {string.Join(", ", Enum.GetNames(choice.GetType()))}.";
                break;
            case bool or string or Enum:
                break;
            case IEnumerable items:
                foreach (var item in items)
                    foreach (var violation in Violations(name, item, hyperparameter))
                        yield return violation;
                break;
            default:
                if (!hyperparameter.Allows(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
                    yield return FormattableString.Invariant($"{name} is {value}; it must be {hyperparameter.Range}.");
                break;
        }
    }
}

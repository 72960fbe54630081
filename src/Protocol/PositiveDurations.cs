namespace ActorCritic.Distributed.Protocol;

/// <summary>What the options of learner, workers and couriers ask of their deadlines and intervals alike.</summary>
public static class PositiveDurations
{
    /// <summary>A sentence that names the option, its value and what is valid, for each duration that is not above 0; empty when all are.</summary>
    /// <param name="durations">The options' names and values.</param>
    public static IReadOnlyList<string> Violations(params ReadOnlySpan<(string Name, TimeSpan Value)> durations)
    {
        var violations = new List<string>();
        foreach (var (name, value) in durations)
        {
            if (value <= TimeSpan.Zero)
                violations.Add($"{name} is {value}; it must be above 0.");
        }

        return violations;
    }
}

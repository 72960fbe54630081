using System.Globalization;

namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>What is known of an environment without running it.</summary>
/// <param name="Id">Its name in the catalogue and on the command line, such as "CartPole-v1".</param>
/// <param name="ObservationSpace">What observations look like and which values they may take.</param>
/// <param name="ActionSpace">The actions there are.</param>
/// <param name="MaxEpisodeSteps">After how many steps an episode is truncated; at least 1.</param>
/// <param name="RewardThreshold">The mean undiscounted return over 100 episodes from which the environment counts as solved; positive infinity where none is defined.</param>
public sealed record EnvironmentSpec(string Id, Box ObservationSpace, Discrete ActionSpace, int MaxEpisodeSteps, double RewardThreshold)
{
    /// <summary>O, how many float32 numbers an observation has.</summary>
    public int ObservationSize => ObservationSpace.Size;

    /// <summary>A, how many actions there are.</summary>
    public int ActionCount => ActionSpace.Count;

    /// <summary>Everything in this spec that makes no sense; empty if it can be registered.</summary>
    public IReadOnlyList<EnvironmentFinding> FindFaults()
    {
        var findings = new List<EnvironmentFinding>();
        if (string.IsNullOrWhiteSpace(Id))
            Report(EnvironmentFault.BlankId, "The id is blank.", "Give the environment a name, such as \"Corridor-v0\".");
        FindObservationSpaceFaults(Report);
        if (ActionSpace is not { Count: > 0 })
            Report(EnvironmentFault.ActionSpaceEmpty, $"The action space is {ActionSpace?.ToString() ?? "missing"}.", "Give it at least one action: new Discrete(2).");
        if (MaxEpisodeSteps < 1)
            Report(EnvironmentFault.MaxEpisodeStepsNotPositive, $"MaxEpisodeSteps is {Format(MaxEpisodeSteps)}.", "Allow at least one step.");
        if (double.IsNaN(RewardThreshold))
            Report(EnvironmentFault.RewardThresholdNotANumber, "RewardThreshold is NaN.", "Set it to double.PositiveInfinity if no return counts as solved.");

        return findings;

        void Report(EnvironmentFault fault, string seen, string remedy) => findings.Add(new EnvironmentFinding(fault, seen, remedy));
    }

    private void FindObservationSpaceFaults(Action<EnvironmentFault, string, string> report)
    {
        const string Example = "new Box(low: [-1f, -1f], high: [1f, 1f])";
        if (ObservationSpace is not { Size: > 0 })
        {
            report(EnvironmentFault.ObservationSpaceMisshapen, $"The observation space {(ObservationSpace is null ? "is missing" : "has no element")}.", $"Give it at least one: {Example}.");
            return;
        }

        var (low, high, shape) = (ObservationSpace.Low, ObservationSpace.High, ObservationSpace.Shape);
        if (low.Length != high.Length || shape.Any(length => length < 1) || shape.Aggregate(1L, (product, length) => product * length) != low.Length)
        {
            report(
                EnvironmentFault.ObservationSpaceMisshapen,
                $"The observation space has the shape [{string.Join(", ", shape)}], {Format(low.Length)} lower and {Format(high.Length)} upper bounds.",
                $"Give one lower and one upper bound for every element: {Example}.");
            return;
        }

        for (var i = 0; i < low.Length; i++)
        {
            if (!(low[i] <= high[i]))
            {
                report(
                    EnvironmentFault.ObservationBoundsInvalid,
                    string.Create(CultureInfo.InvariantCulture, $"Element {i} of the observation space has the bounds [{low[i]}, {high[i]}]."),
                    "Put the lower bound first, and use float.NegativeInfinity and float.PositiveInfinity for an element without bounds.");
            }
        }
    }

    private static string Format(int number) => number.ToString(CultureInfo.InvariantCulture);
}
